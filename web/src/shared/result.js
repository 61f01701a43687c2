// The record of a finished job, as Python makes it: it travels unchanged from the worker to the queue's item and the journal.
// Its fields are named here once more, for whoever has to believe what came from a worker or from a disk.

import { isExportType } from "./export-types.js";
import { isCount, isFlat, isFraction, isRecord, isTimings } from "./plain-values.js";

/** @import { Details, Timings } from "./plain-values.js" */

/**
 * What steers the page, not what it shows.
 * @typedef {object} ResultFacts
 * @property {number} doubt how little it can be trusted: 0 is sure, 1 certainly bad
 * @property {readonly string[]} reasons to check it, the most weighty first (Python's, see cutout/pictures.py); none: no need
 * @property {boolean} [model_damaged] the weights may have been damaged; noted by the page
 */

/** @typedef {{ look: string, seconds: number }} LookTime look: the shape the network was asked in */

/**
 * @typedef {object} Result
 * @property {number} bytes of the cutout's file
 * @property {number} width
 * @property {number} height
 * @property {string} extension with its dot
 * @property {string} media_type
 * @property {ResultFacts} facts
 * @property {Details} details for display
 * @property {Timings} timings
 * @property {readonly LookTime[]} looks that this job made, in their order; none in a "finish"
 */

/** @type {Record<keyof Result, (value: unknown) => boolean>} */
const FIELDS = {
  bytes: isCount,
  width: isCount,
  height: isCount,
  extension: (value) => typeof value === "string",
  media_type: (value) => typeof value === "string",
  facts: isResultFacts,
  details: isFlat,
  timings: isTimings,
  looks: (value) => Array.isArray(value) && value.every(isLookTime),
};

/**
 * @param {unknown} value which may have more fields
 * @returns {value is Result}
 */
export function isResult(value) {
  return (
    isRecord(value) &&
    Object.entries(FIELDS).every(([name, isRight]) => isRight(value[name])) &&
    // The extension becomes part of a name on the person's disk.
    isExportType(value.extension, value.media_type)
  );
}

/**
 * @param {Result} value which may have more fields
 * @returns {Result}
 */
export function resultOf(value) {
  return /** @type {Result} */ (
    Object.fromEntries(Object.keys(FIELDS).map((name) => [name, value[/** @type {keyof Result} */ (name)]]))
  );
}

/**
 * @param {unknown} value
 * @returns {value is ResultFacts}
 */
export function isResultFacts(value) {
  return (
    isRecord(value) &&
    isFraction(value.doubt) &&
    areReasons(value.reasons) &&
    (value.model_damaged === undefined || typeof value.model_damaged === "boolean")
  );
}

/** @param {unknown} value */
function isLookTime(value) {
  return isRecord(value) && typeof value.look === "string" && typeof value.seconds === "number" && value.seconds >= 0;
}

/**
 * Which ones there are is not asked: another version of the page may know others, and they are told all the same.
 *
 * @param {unknown} value
 * @returns {value is string[]}
 */
export function areReasons(value) {
  return Array.isArray(value) && value.every((reason) => typeof reason === "string" && reason !== "");
}

/** @returns {ResultFacts} where nothing is known that would make a cutout doubtful */
export function nothingDoubtful() {
  return { doubt: 0, reasons: [] };
}
