// What the page and the model worker say to each other. One worker loads one model: one question, any number of "bytes",
// one end.

/** @import { ErrorCode } from "./errors.js" */

/** @typedef {{ role: "graph" | "weights", url: string, bytes: number, sha256: string }} WantedModelFile */

/**
 * @typedef {object} LoadMessage
 * @property {"load"} type
 * @property {readonly WantedModelFile[]} files
 * @property {boolean} isForUse false: only to be kept on this device, the page wants no bytes now
 * @property {string} hashUrl address of the module that computes SHA-256
 */

/** @typedef {{ type: "bytes", bytes: number, fetched: number }} BytesMessage bytes: of all files so far; fetched: of those, from the server */

/**
 * @typedef {object} LoadedMessage
 * @property {"loaded"} type
 * @property {Blob | null} graph null where the page wanted no bytes
 * @property {Blob | SharedArrayBuffer | null} weights
 * @property {boolean} isKept on this device, for later visits
 */

/** @typedef {{ type: "failed", code: ErrorCode, message: string, detail: string }} LoadFailedMessage */
/** @typedef {BytesMessage | LoadedMessage | LoadFailedMessage} ModelWorkerMessage */

export {};
