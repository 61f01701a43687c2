// What a job can be asked to do, and what is known of a matte. A "cut" finds the matte of a photo and makes the cutout from it;
// a "finish" makes it from a matte that is there: the network does not run. Which one it is, the queue chooses.

import { isCount, isFlat, isRecord } from "./plain-values.js";
import { isProvider } from "./providers.js";

/** @import { Details } from "./plain-values.js" */
/** @import { Provider } from "./providers.js" */

/** @typedef {"cut" | "finish"} Work */

/**
 * Of a kept matte: which network found it, and what that ran on.
 * @typedef {object} MatteFacts
 * @property {string} model id
 * @property {string} version of the model
 * @property {Provider} provider
 * @property {number | null} threads null with WebGPU
 * @property {Details} details of the network, for display
 */

/**
 * @param {unknown} value which may have more fields
 * @returns {value is MatteFacts}
 */
export function isMatteFacts(value) {
  return (
    isRecord(value) &&
    isName(value.model) &&
    isName(value.version) &&
    isProvider(value.provider) &&
    (value.threads === null || isCount(value.threads)) &&
    isFlat(value.details)
  );
}

/** @param {unknown} value */
function isName(value) {
  return typeof value === "string" && value !== "";
}
