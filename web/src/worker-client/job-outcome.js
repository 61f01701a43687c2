// What a job's end looks like to the queue: failures that are made here, and remarks for the item's details. Pure.

/** @import { ErrorCode } from "../shared/errors.js" */
/** @import { Details } from "../shared/plain-values.js" */
/** @import { Stage } from "../shared/stages.js" */
/** @import { Outcome } from "./run-job.js" */

/**
 * @param {Outcome} outcome
 * @param {Details} more
 * @returns {Outcome}
 */
export function withDetails(outcome, more) {
  if (outcome.type === "failed") {
    return outcome;
  }
  const { result } = outcome;
  return { ...outcome, result: { ...result, details: { ...result.details, ...more } } };
}

/**
 * @param {Outcome} outcome
 * @param {boolean} reduced
 * @returns {Outcome}
 */
export function noteReduced(outcome, reduced) {
  if (!reduced) {
    return outcome;
  }
  return outcome.type === "done"
    ? withDetails(outcome, { memory_note: "Tried again with less memory" })
    : { ...outcome, message: `${outcome.message} It was tried again with less memory.` };
}

/**
 * @param {ErrorCode} code
 * @param {Stage} stage
 * @param {string} message
 * @param {string} detail
 * @returns {Outcome}
 */
export function failure(code, stage, message, detail) {
  return { type: "failed", code, stage, message, detail };
}
