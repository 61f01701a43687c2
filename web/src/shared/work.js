// What a job can be asked to do, and what is known of a matte. A "cut" finds the matte of a photo and makes the cutout from it;
// a "finish" makes it from a matte that is there: the network does not run. Which one it is, the queue chooses.

/** @import { Provider } from "./providers.js" */
/** @import { Details } from "./protocol.js" */

/** @typedef {"cut" | "finish"} Work */

/**
 * Of a kept matte: which network found it, and what that ran on.
 * @typedef {object} MatteFacts
 * @property {string} model id
 * @property {string} version of the model
 * @property {Provider} provider
 * @property {number | null} threads
 * @property {Details} details of the network, for display
 */

export {};
