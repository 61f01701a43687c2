// Questions about values that came from a worker or a disk: is it what a field may hold? They answer yes or no; what is said
// of a "no" is the caller's.

/** @typedef {Record<string, string | number | boolean>} Details flat, for display */
/** @typedef {Record<string, number>} Timings seconds by stage */

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
export function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * @param {unknown} value
 * @returns {value is number} whole, above 0
 */
export function isCount(value) {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

/**
 * @param {unknown} value
 * @returns {value is number} 0..1
 */
export function isFraction(value) {
  return typeof value === "number" && value >= 0 && value <= 1;
}

/**
 * @param {unknown} value
 * @returns {value is Details}
 */
export function isFlat(value) {
  return isRecord(value) && Object.values(value).every((each) => ["string", "number", "boolean"].includes(typeof each));
}

/**
 * @param {unknown} value
 * @returns {value is Timings}
 */
export function isTimings(value) {
  return isRecord(value) && Object.values(value).every((each) => typeof each === "number" && each >= 0);
}

/** @param {readonly string[]} words */
export function isOneOf(words) {
  return (/** @type {unknown} */ value) => words.some((word) => word === value);
}
