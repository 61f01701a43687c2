// Checks for data that came from outside as JSON. Each returns the value with its type, or throws a ConfigError that
// says where it was, what was expected and what was found.

/** The page's configuration or the model catalogue is not what this version of the page can work with. */
export class ConfigError extends Error {
  name = "ConfigError";
}

/**
 * @param {string} text
 * @param {string} where
 * @returns {unknown}
 */
export function parseJson(text, where) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ConfigError(`${where} is not valid JSON: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}

/**
 * @param {unknown} value
 * @param {string} where
 * @returns {Record<string, unknown>}
 */
export function expectRecord(value, where) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw wrong(where, "an object", value);
  }
  return /** @type {Record<string, unknown>} */ (value);
}

/**
 * @param {unknown} value
 * @param {string} where
 * @returns {unknown[]}
 */
export function expectArray(value, where) {
  if (!Array.isArray(value)) {
    throw wrong(where, "a list", value);
  }
  return value;
}

/**
 * @param {unknown} value
 * @param {string} where
 * @returns {string} not empty
 */
export function expectText(value, where) {
  if (typeof value !== "string" || value === "") {
    throw wrong(where, "a text that is not empty", value);
  }
  return value;
}

/**
 * @param {unknown} value
 * @param {string} where
 * @returns {boolean}
 */
export function expectBoolean(value, where) {
  if (typeof value !== "boolean") {
    throw wrong(where, "true or false", value);
  }
  return value;
}

/**
 * @param {unknown} value
 * @param {string} where
 * @returns {number} a whole number above 0
 */
export function expectPositiveInteger(value, where) {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value <= 0) {
    throw wrong(where, "a whole number above 0", value);
  }
  return value;
}

/**
 * @template {string} T
 * @param {unknown} value
 * @param {readonly T[]} allowed
 * @param {string} where
 * @returns {T}
 */
export function expectOneOf(value, allowed, where) {
  const found = allowed.find((each) => each === value);
  if (found === undefined) {
    throw wrong(where, `one of ${allowed.map((each) => `"${each}"`).join(", ")}`, value);
  }
  return found;
}

/**
 * An address on our own origin. Anything else would break the promise that no request leaves it.
 *
 * @param {unknown} value
 * @param {string} where
 * @returns {string}
 */
export function expectOwnPath(value, where) {
  if (typeof value !== "string" || !/^\/(?![/\\])/.test(value)) {
    throw wrong(where, 'a path on this server that starts with one "/"', value);
  }
  return value;
}

/**
 * @param {string} where
 * @param {string} expected
 * @param {unknown} found
 */
export function wrong(where, expected, found) {
  const shown = found === undefined ? "nothing" : (JSON.stringify(found)?.slice(0, 80) ?? typeof found);
  return new ConfigError(`${where} must be ${expected}, found ${shown}`);
}
