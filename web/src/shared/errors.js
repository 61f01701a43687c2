// Every error code there is, and what people are told about it. Nothing here throws or catches.
// A code crosses from Python or the worker; the words live only here.

/**
 * @typedef {object} ErrorInfo
 * @property {"python" | "js" | "both"} owner who may raise the code
 * @property {string} title what happened
 * @property {string} advice what to do next; what Python raises says that itself
 * @property {boolean} retryCanHelp false where the same file will fail the same way again
 */

export const ERRORS = Object.freeze({
  "empty-file": {
    owner: /** @type {const} */ ("python"),
    title: "The file is empty",
    advice: "It holds no data at all. Copy or export the picture again and add the new file.",
    retryCanHelp: false,
  },
  "unsupported-format": {
    owner: /** @type {const} */ ("python"),
    title: "This format is not supported",
    advice: "Save the picture as PNG, JPEG, WebP, AVIF or HEIC and add that file.",
    retryCanHelp: false,
  },
  "unrecognised-file": {
    owner: /** @type {const} */ ("python"),
    title: "This is not a picture Cutroom knows",
    advice: "The content of the file matches no known picture format. Check that it opens in a picture viewer.",
    retryCanHelp: false,
  },
  "decode-failed": {
    owner: /** @type {const} */ ("python"),
    title: "The picture cannot be read",
    advice: "Copy it again, or open it in another program and save it anew. Then add the new file.",
    retryCanHelp: false,
  },
  "photo-too-large": {
    owner: /** @type {const} */ ("python"),
    title: "The photo has too many pixels",
    advice: "Make it smaller in a picture editor and add the smaller file.",
    retryCanHelp: false,
  },
  "inference-failed": {
    owner: /** @type {const} */ ("both"),
    title: "The network stopped with an error",
    advice: "Try again. If it fails again, choose “WASM, one thread” under “Run on”.",
    retryCanHelp: true,
  },
  "encode-failed": {
    owner: /** @type {const} */ ("python"),
    title: "The cutout could not be written in this format",
    advice: "Choose another format above, then press Retry.",
    retryCanHelp: true,
  },
  "encode-verification-failed": {
    owner: /** @type {const} */ ("python"),
    title: "The finished file did not pass its check",
    advice: "Nothing was saved, so that no broken file is handed out. Try again.",
    retryCanHelp: true,
  },
  "out-of-memory": {
    owner: /** @type {const} */ ("both"),
    title: "There was not enough memory",
    advice: "Close other tabs and try again, or make the photo smaller first.",
    retryCanHelp: true,
  },
  "file-unreadable": {
    owner: /** @type {const} */ ("js"),
    title: "The file could not be read",
    advice: "It may have been moved, renamed or changed since it was added. Add it again.",
    retryCanHelp: true,
  },
  "source-not-kept": {
    owner: /** @type {const} */ ("js"),
    title: "The photo is no longer at hand",
    advice: "Add it to the page again.",
    retryCanHelp: false,
  },
  "matte-damaged": {
    owner: /** @type {const} */ ("both"),
    title: "What the network had found is damaged",
    advice: "Press Retry: the network runs again.",
    retryCanHelp: true,
  },
  "model-unavailable": {
    owner: /** @type {const} */ ("js"),
    title: "The model could not be fetched",
    advice: "Check that the server is running and reachable, then try again.",
    retryCanHelp: true,
  },
  "model-corrupt": {
    owner: /** @type {const} */ ("js"),
    title: "The model arrived damaged",
    advice:
      "Its checksum is wrong and it was thrown away. Try again; if it stays so, prepare the model on the server anew.",
    retryCanHelp: true,
  },
  "runtime-unavailable": {
    owner: /** @type {const} */ ("js"),
    title: "The program that does the work could not be started",
    advice: "Check that the server is reachable and that this browser is up to date, then press Retry.",
    retryCanHelp: true,
  },
  "session-failed": {
    owner: /** @type {const} */ ("js"),
    title: "The model could not be loaded",
    advice: "Try again. If it fails again, choose “WASM, one thread” under “Run on”.",
    retryCanHelp: true,
  },
  "provider-unfit": {
    owner: /** @type {const} */ ("js"),
    title: "The graphics card computes something else",
    advice: "Choose another model, or update the browser and the driver of the graphics card.",
    retryCanHelp: true,
  },
  "worker-crashed": {
    owner: /** @type {const} */ ("js"),
    title: "The job stopped without an answer",
    advice: "The browser ended it, most often for lack of memory. Close other tabs and try again.",
    retryCanHelp: true,
  },
  "stage-timeout": {
    owner: /** @type {const} */ ("js"),
    title: "The job took too long",
    advice: "It was stopped because it gave no sign of life. Close other tabs and try again.",
    retryCanHelp: true,
  },
  "internal-error": {
    owner: /** @type {const} */ ("both"),
    title: "Something went wrong inside Cutroom",
    advice: "Try again. If it fails again, please report it with the details shown here.",
    retryCanHelp: true,
  },
});

/** @typedef {keyof typeof ERRORS} ErrorCode */

/**
 * @param {unknown} value
 * @returns {value is ErrorCode}
 */
export function isErrorCode(value) {
  return typeof value === "string" && Object.hasOwn(ERRORS, value);
}

/**
 * The words for a code; a code that is not in the table is an internal error.
 *
 * @param {string} code
 * @returns {ErrorInfo}
 */
export function describeError(code) {
  return ERRORS[isErrorCode(code) ? code : "internal-error"];
}
