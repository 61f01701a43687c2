// What the page and the model worker say to each other. One worker loads one model, or checks a copy of one: one question,
// any number of "bytes" and "damaged", one end.

/** @import { Failure } from "./errors.js" */
/** @import { PieceSum } from "./model-pieces.js" */

/**
 * @typedef {object} WantedModelFile
 * @property {"graph" | "weights"} role
 * @property {string} url
 * @property {number} bytes
 * @property {string} sha256
 * @property {boolean} isNeeded false: the graph of a variant that is not used now; without it the rest is loaded all the same
 */

/**
 * @typedef {object} LoadMessage
 * @property {"load"} type
 * @property {readonly WantedModelFile[]} files
 * @property {boolean} isForUse false: only to be kept on this device, the page wants no bytes now
 * @property {string} hashUrl address of the module that computes SHA-256
 */

/** @typedef {{ type: "bytes", bytes: number, fetched: number }} BytesMessage bytes: of all files so far; fetched: of those, from the server */

/** @typedef {{ type: "damaged", url: string }} DamagedMessage what was kept of that file was damaged; it is fetched again */

/**
 * @typedef {object} LoadedMessage
 * @property {"loaded"} type
 * @property {Record<string, Blob>} graphs by address, at least the one that was needed; none where the page wanted no bytes
 * @property {Blob | SharedArrayBuffer | null} weights
 * @property {PieceSum[] | null} sums of the weights, by which this copy can be checked later
 * @property {boolean} isKept on this device, for later visits
 */

/**
 * @typedef {object} CheckMessage
 * @property {"check"} type
 * @property {Blob | SharedArrayBuffer} weights as they are now
 * @property {number} bytes
 * @property {string} sha256 of the file
 * @property {PieceSum[] | null} sums of the file's pieces
 * @property {string} hashUrl
 */

/** @typedef {{ type: "checked", isSound: boolean }} CheckedMessage */

/** @typedef {Failure & { type: "failed" }} LoadFailedMessage */
/** @typedef {BytesMessage | CheckedMessage | DamagedMessage | LoadedMessage | LoadFailedMessage} ModelWorkerMessage */

export {};
