// The messages between the page and the worker that builds ZIPs. The worker is loaded once a visit; each ZIP has a port of
// its own, so that an answer to one that was given up is never taken for another's. The worker sends a portion only when it
// is asked for one, so that no more than one waits in memory. Types only.

/** @typedef {{ name: string, blob: Blob, lastModified: Date }} Entry */
/** @typedef {{ type: "prepare", clientZipUrl: string }} PrepareMessage load everything that a ZIP will need */
/** @typedef {{ type: "start", clientZipUrl: string, entries: readonly Entry[], port: MessagePort }} StartMessage */
/** @typedef {PrepareMessage | StartMessage} PageZipMessage what the page sends to the worker */

/** @typedef {{ type: "next" | "stop" }} PortMessage what the page sends to a ZIP's port; stop: it is given up, or over */

/** @typedef {{ type: "length", bytes: number }} LengthMessage answers "start": of the whole ZIP */
/** @typedef {{ type: "portion", bytes: Uint8Array<ArrayBuffer> }} PortionMessage answers "next" */
/** @typedef {{ type: "end" }} EndMessage answers "next" */
/** @typedef {{ type: "failed", message: string }} ZipFailedMessage answers any */
/** @typedef {LengthMessage | PortionMessage | EndMessage | ZipFailedMessage} ZipWorkerMessage what the worker sends to a port */

export {};
