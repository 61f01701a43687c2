// Lets a WebAssembly library run whose glue (emscripten's embind) writes its calls between JavaScript and C++ as source text,
// which the page's content security policy forbids. Here the same calls are made of closures, as embind itself does when it
// is built without dynamic execution. It knows the two shapes of embind in icodec 0.6.0 and refuses any other text.

/**
 * A C++ type as embind hands it over.
 *
 * @typedef {object} WireType
 * @property {string} name
 * @property {(destructors: unknown[] | null, value: unknown) => unknown} toWireType
 * @property {(wired: unknown) => unknown} fromWireType
 * @property {(pointer: unknown) => unknown} readValueFromPointer
 * @property {number} argPackAdvance
 * @property {((wired: unknown) => void) | null | undefined} destructorFunction
 * @property {boolean} [isVoid]
 */

/**
 * Only while the library's own code runs, from its first line to its last: nothing is awaited in between.
 *
 * @template T
 * @param {() => T} work
 * @returns {T}
 */
export function withoutEval(work) {
  const original = globalThis.Function;
  globalThis.Function = /** @type {FunctionConstructor} */ (/** @type {unknown} */ (made));
  try {
    return work();
  } finally {
    globalThis.Function = original;
  }
}

/**
 * Takes the place of `Function(name, ..., text)`.
 *
 * @param {...string} text the names of what the call is made of, then its source text
 * @returns {(...parts: any[]) => Function}
 */
function made(...text) {
  const [first, body] = [text[0], String(text.at(-1))];
  if (first === "humanName" && body.includes("invoker(fn")) {
    return callOfCpp;
  }
  if (first === "retType" && body.includes("readValueFromPointer")) {
    return (...parts) => callOfJs(parts, text.length - 1, body.includes("new func("));
  }
  throw new Error(`no call is known for: ${body}`);
}
// `x instanceof Function` holds for all functions meanwhile, this one included.
made.prototype = Function.prototype;

/**
 * JavaScript calls a C++ function, which is no method of a class.
 *
 * @param {string} _name
 * @param {unknown} _throwBindingError
 * @param {(fn: unknown, ...wired: unknown[]) => unknown} invoker
 * @param {unknown} fn
 * @param {(destructors: unknown[]) => void} runDestructors
 * @param {WireType} returned
 * @param {unknown} _class
 * @param {...(WireType | Function)} rest the arguments' types, then functions that need not be told apart here
 */
function callOfCpp(_name, _throwBindingError, invoker, fn, runDestructors, returned, _class, ...rest) {
  const types = /** @type {WireType[]} */ (rest.filter((part) => typeof part !== "function"));
  const isStacked = types.some(({ destructorFunction }) => destructorFunction === undefined);
  return (/** @type {unknown[]} */ ...values) => {
    const destructors = /** @type {unknown[]} */ ([]);
    const wired = types.map((type, index) => type.toWireType(isStacked ? destructors : null, values[index]));
    const result = invoker(fn, ...wired);
    if (isStacked) {
      runDestructors(destructors);
    } else {
      types.forEach((type, index) => {
        type.destructorFunction?.(wired[index]);
      });
    }
    return returned.name === "void" ? undefined : returned.fromWireType(result);
  };
}

/**
 * C++ calls a JavaScript function, or `new`, with arguments that lie one behind the other in memory.
 *
 * @param {any[]} parts the type of what is returned, the arguments' types, and what returns it unless that is void
 * @param {number} count of the parts
 * @param {boolean} isNew
 */
function callOfJs(parts, count, isNew) {
  /** @type {WireType} */
  const returned = parts[0];
  /** @type {WireType[]} */
  const types = parts.slice(1, returned.isVoid ? count : count - 1);
  const giveBack = parts[count - 1];
  return (
    /** @type {unknown} */ object,
    /** @type {any} */ func,
    /** @type {unknown} */ destructors,
    /** @type {number} */ at,
  ) => {
    let place = at;
    const values = types.map((type) => {
      const value = type.readValueFromPointer(place);
      place += type.argPackAdvance;
      return value;
    });
    const result = isNew ? new func(...values) : func.call(object, ...values);
    return returned.isVoid ? undefined : giveBack(returned, destructors, result);
  };
}
