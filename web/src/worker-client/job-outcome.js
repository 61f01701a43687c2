// What a job's end looks like to the queue: failures that are made here, and remarks for the item's details. Pure.

/** @import { Failure } from "../shared/errors.js" */
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
    : { ...outcome, found: { ...outcome.found, less_memory: true } };
}

/**
 * @param {Failure} failure
 * @param {Stage} stage
 * @returns {Outcome}
 */
export function failedIn({ code, found, detail }, stage) {
  return { type: "failed", code, stage, found, detail };
}
