// What a job can be asked to do, and what is known of a photo's mattes. A "cut" finds them and makes the cutout from the best
// one; a "finish" makes it from one that is there: the network does not run. Which one it is, the queue chooses.

import { OPTION_TABLE } from "./option-table.js";
import { isCount, isFlat, isFraction, isOneOf, isRecord } from "./plain-values.js";
import { isProvider } from "./providers.js";
import { areReasons } from "./result.js";

/** @import { Options } from "./options.js" */
/** @import { Details } from "./plain-values.js" */
/** @import { Provider } from "./providers.js" */

/** @typedef {"cut" | "finish"} Work */
/** @typedef {Options["looks"]} Looks in how many shapes the network is asked */

/**
 * A network that found something, and what that ran on.
 * @typedef {object} NetworkFacts
 * @property {string} model id
 * @property {string} version of the model
 * @property {Provider} provider
 * @property {number | null} threads null with WebGPU
 * @property {Details} details of the network, for display
 */

/**
 * One answer of the network.
 * @typedef {object} LookFacts
 * @property {string} look the shape it was asked in, for example "square 1024"
 * @property {number} doubt 0 is sure, 1 certainly bad
 * @property {readonly string[]} reasons to check it, the most weighty first
 */

/**
 * Of the mattes that are kept of a photo: all that one job found.
 * @typedef {object} Answers
 * @property {readonly LookFacts[]} looks at least one, in the order in which they were made
 * @property {number} chosen index of the one that a cutout is made from
 * @property {Looks} asked the setting that they were made with
 */

/** @typedef {NetworkFacts & Answers} MatteFacts */

const isLooks = isOneOf(OPTION_TABLE.looks.choices);

/**
 * @param {unknown} value
 * @returns {value is Looks}
 */
export function areLooks(value) {
  return isLooks(value);
}

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
    isFlat(value.details) &&
    Array.isArray(value.looks) &&
    value.looks.every(isLookFacts) &&
    Number.isSafeInteger(value.chosen) &&
    value.looks[Number(value.chosen)] !== undefined &&
    areLooks(value.asked)
  );
}

/** @param {unknown} value */
function isLookFacts(value) {
  return isRecord(value) && isName(value.look) && isFraction(value.doubt) && areReasons(value.reasons);
}

/** @param {unknown} value */
function isName(value) {
  return typeof value === "string" && value !== "";
}
