// What a job's end looks like to the queue: failures that are made here, and remarks for the item's details. Pure.

/** @import { ErrorCode } from "../shared/errors.js" */
/** @import { Stage } from "../shared/stages.js" */
/** @import { Outcome } from "./run-job.js" */

/**
 * @param {Outcome} outcome
 * @param {string} why nothing better ran
 * @returns {Outcome}
 */
export function noteWhy(outcome, why) {
  return outcome.type === "done" && why !== ""
    ? { ...outcome, details: { ...outcome.details, provider_note: why } }
    : outcome;
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
    ? { ...outcome, details: { ...outcome.details, memory_note: "Tried again with less memory" } }
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
