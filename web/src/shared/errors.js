// Every error code there is, its cases, and the facts that each case needs: what crosses from Python and the workers to the
// page. Nothing here throws or catches, and there are no sentences: those are in words/errors.js.

/**
 * Python's cases are declared in cutout/errors.py; tests/contract compares them. The others are raised in JavaScript.
 * A case has the names of its facts; "" is the case without a name. Besides, `less_memory: true` may be found with any.
 */
export const ERRORS = Object.freeze(
  /** @type {const} */ ({
    "empty-file": { python: { "": [] }, js: {} },
    "unsupported-format": {
      // By what is to be done: first_bytes.json says which file is of which kind.
      python: {
        picture: ["name"],
        raw: ["name"],
        other: ["name"],
        archive: ["name"],
        pointer: ["name"],
        apple: ["name"],
        side: ["name"],
        shortcut: ["name"],
        saved: ["name"],
        "unusual-jpeg": ["name"],
      },
      js: {},
    },
    "unrecognised-file": { python: { "": [] }, js: {} },
    "decode-failed": {
      python: {
        "ends-early": ["format"],
        damaged: ["format"],
        "impossible-size": ["format", "width", "height"],
        undecodable: ["format"],
        "picture-missing": ["format", "percent"],
        "detail-missing": ["format", "percent"],
      },
      js: {},
    },
    "photo-too-large": {
      python: { pixels: ["width", "height", "max_pixels"], side: ["width", "height", "max_side"] },
      js: {},
    },
    "inference-failed": {
      python: { "not-run": [], incomplete: [], "no-alpha": [], "no-numbers": [] },
      js: { stopped: [], "card-lost": [], "card-error": [] },
    },
    "matte-damaged": {
      python: { file: [], "other-photo": ["matte_width", "matte_height", "width", "height"] },
      js: { "": [] },
    },
    "encode-failed": {
      python: {
        side: ["format", "width", "height", "max_side"],
        pixels: ["format", "width", "height", "max_pixels"],
        "not-written": ["format", "width", "height"],
      },
      js: {},
    },
    "encode-verification-failed": { python: { cutout: ["format"], matte: [] }, js: {} },
    "out-of-memory": { python: { decode: ["format"], photo: [] }, js: { "": [], network: [], card: [], model: [] } },
    "file-unreadable": { python: {}, js: { "": [] } },
    "source-not-kept": {
      python: {},
      js: {
        gone: [],
        "copy-damaged": [],
        "no-copy": [],
        "copy-lost": [],
        "cutout-lost": [],
        "cutout-damaged": [],
      },
    },
    "model-unavailable": {
      python: {},
      js: {
        "": [],
        "no-answer": [],
        "list-refused": ["status"],
        unknown: ["id"],
        refused: ["status"],
        "not-fetched": [],
        "broke-off": [],
        "no-room": [],
        "no-checker": [],
        "no-loader": [],
        "not-handed-over": [],
      },
    },
    "model-corrupt": { python: {}, js: { incomplete: [], damaged: [], "no-graph": ["title"] } },
    "runtime-unavailable": {
      python: {},
      js: { worker: [], python: [], network: [], decoder: ["format"], encoder: ["format"] },
    },
    "session-failed": { python: {}, js: { "not-loaded": [], "nothing-runs": [] } },
    "provider-unfit": { python: {}, js: { "": [] } },
    "worker-crashed": { python: {}, js: { "": [], network: [], unreadable: [] } },
    "stage-timeout": { python: {}, js: { "": ["stage", "seconds"] } },
    "internal-error": { python: { "": [] }, js: { "": [] } },
  }),
);

/** @typedef {typeof ERRORS} Table */
/** @typedef {keyof Table} ErrorCode */

/** @typedef {Readonly<Record<string, string | number | boolean>>} Found what was found: the case, where it has a name, and its facts */

/** @typedef {{ code: ErrorCode, found: Found, detail: string }} Failure detail: for a bug report; may be empty */

/**
 * What may be found where JavaScript raises the code.
 * @template {ErrorCode} C
 * @typedef {C extends ErrorCode ? FoundIn<Table[C]["js"]> : never} FoundBy
 */
/**
 * @template Cases
 * @typedef {{ [K in keyof Cases]: (K extends "" ? { case?: never } : { case: K }) & FactsOf<Cases[K]> }[keyof Cases]} FoundIn
 */
/**
 * @template Names
 * @typedef {Names extends readonly string[] ? { [N in Names[number]]: string | number | boolean } : never} FactsOf
 */

/**
 * @param {unknown} value
 * @returns {value is ErrorCode}
 */
export function isErrorCode(value) {
  return typeof value === "string" && Object.hasOwn(ERRORS, value);
}

/**
 * A failure raised in JavaScript; the compiler knows the cases of each code and their facts.
 *
 * @template {ErrorCode} C
 * @param {C} code
 * @param {FoundBy<C>} found
 * @param {string} [detail]
 * @returns {Failure}
 */
export function failureOf(code, found, detail = "") {
  return { code, found: /** @type {Found} */ (found), detail };
}

/**
 * The case that it is, if the table knows it and all its facts are there.
 *
 * @param {ErrorCode} code
 * @param {Found} found perhaps by another version of the page
 * @returns {string | null}
 */
export function caseOf(code, found) {
  const name = String(found.case ?? "");
  const { python, js } = /** @type {Record<"python" | "js", Record<string, readonly string[]>>} */ (ERRORS[code]);
  const facts = Object.hasOwn(js, name) ? js[name] : Object.hasOwn(python, name) ? python[name] : undefined;
  return facts?.every((fact) => Object.hasOwn(found, fact)) ? name : null;
}
