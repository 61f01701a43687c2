// What the page and the service worker say to each other. Only words: the page's side is offline/offline-client.js,
// the worker's is service-worker/main.js. Every question carries a port for its one answer.

/**
 * Parts of a build. A device needs the first three, and one of the others where it has WebGPU.
 *
 * @typedef {"shell" | "runtime" | "codecs" | "webgpu" | "webgpu-jspi"} Part
 */

/** @typedef {{ type: "status" } | { type: "keep", parts: Part[] } | { type: "probe" }} PageQuestion */

/** @typedef {{ type: "status", build: string }} StatusAnswer the build that this worker belongs to */
/** @typedef {{ type: "kept", bytes: number, total: number, isComplete: boolean }} KeptAnswer what is stored so far */
/** @typedef {{ type: "not-kept", reason: "no-room" | "no-answer", detail: string }} NotKeptAnswer */
/** @typedef {{ type: "probed", isReachable: boolean }} ProbedAnswer whether the server answers now */
/** @typedef {StatusAnswer | KeptAnswer | NotKeptAnswer | ProbedAnswer} WorkerAnswer */

/** Asked by the worker of every open page, before it removes a build's files. */
export const WHICH_BUILD = "which-build";

/** @typedef {{ type: typeof WHICH_BUILD }} WorkerQuestion */
/** @typedef {{ build: string }} PageAnswer */
