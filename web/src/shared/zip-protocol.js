// The messages between the page and the worker that builds a ZIP. One worker builds one ZIP; giving up is terminate(). The
// worker sends a portion only when it is asked for one, so that no more than one waits in memory. Types only.

/** @typedef {{ name: string, blob: Blob, lastModified: Date }} Entry */
/** @typedef {{ type: "start", clientZipUrl: string, entries: readonly Entry[] }} StartMessage */
/** @typedef {{ type: "next" }} NextMessage */
/** @typedef {StartMessage | NextMessage} PageZipMessage what the page sends */

/** @typedef {{ type: "length", bytes: number }} LengthMessage answers "start": of the whole ZIP */
/** @typedef {{ type: "portion", bytes: Uint8Array<ArrayBuffer> }} PortionMessage answers "next" */
/** @typedef {{ type: "end" }} EndMessage answers "next" */
/** @typedef {{ type: "failed", message: string }} ZipFailedMessage answers either */
/** @typedef {LengthMessage | PortionMessage | EndMessage | ZipFailedMessage} ZipWorkerMessage what the worker sends */

export {};
