// Questions about the queue's state, answered from it alone: what the page shows.

import { makeTheSame } from "../shared/options.js";
import { STATUSES } from "./transitions.js";

/** @import { QueueState } from "./events.js" */
/** @import { Options } from "../shared/options.js" */
/** @import { Item, ItemResult } from "./item.js" */
/** @import { Status } from "./transitions.js" */

/** @typedef {Record<Status | "total", number>} Counts */
/** @typedef {{ options: Options, model: string }} Wanted as chosen now; model: its id */

/**
 * @param {QueueState} state
 * @returns {Counts}
 */
export function countByStatus(state) {
  const zeros = /** @type {Record<Status, number>} */ (Object.fromEntries(STATUSES.map((status) => [status, 0])));
  const counts = { ...zeros, total: state.items.length };
  for (const item of state.items) {
    counts[item.status] += 1;
  }
  return counts;
}

/**
 * @param {QueueState} state
 * @returns {Item | null}
 */
export function processingItem(state) {
  return state.items.find((item) => item.status === "processing") ?? null;
}

/**
 * Will another job start by itself after the one that runs?
 *
 * @param {QueueState} state
 */
export function isWaiting(state) {
  return !state.paused && state.items.some((item) => item.status === "queued");
}

/**
 * @param {QueueState} state
 * @returns {Item[]} in the order of the queue
 */
export function doneItems(state) {
  return state.items.filter((item) => item.status === "done");
}

/**
 * Finished, but there was no subject, or nothing but subject, or the weights may have been damaged: not passed off as done and
 * dusted.
 *
 * @param {Item} item
 */
export function needsLook({ status, result }) {
  return status === "done" && result !== null && (result.details.subject !== undefined || isDamaged(result));
}

/** @param {ItemResult} result */
function isDamaged({ details }) {
  return details.model_damaged === true;
}

/**
 * What is finished but would come out differently now.
 *
 * @param {QueueState} state
 * @param {Wanted} wanted
 * @returns {Item[]} in the order of the queue
 */
export function outdatedItems(state, wanted) {
  return state.items.filter(({ result }) => result !== null && (isDamaged(result) || !isAsWanted(result, wanted)));
}

/**
 * @param {ItemResult} result
 * @param {Wanted} wanted
 */
function isAsWanted({ options, model }, wanted) {
  return makeTheSame(options, wanted.options) && (model === null || model === wanted.model);
}

/**
 * What is finished but would come out differently now, told apart by whether its photo is there to run again.
 *
 * @param {QueueState} state
 * @param {Wanted} wanted
 * @param {(id: string) => boolean} isAtHand
 * @returns {{ possible: Item[], impossible: Item[], damaged: number }} damaged: of both, made with damaged weights
 */
export function rerunnableItems(state, wanted, isAtHand) {
  const outdated = outdatedItems(state, wanted);
  return {
    possible: outdated.filter(({ id }) => isAtHand(id)),
    impossible: outdated.filter(({ id }) => !isAtHand(id)),
    damaged: outdated.filter(({ result }) => result !== null && isDamaged(result)).length,
  };
}

/**
 * The numbers behind the toolbar's text.
 *
 * @param {QueueState} state
 * @returns {Counts & { settled: number, needsLook: number, resultBytes: number }}
 *   settled: done, failed or cancelled; needsLook: of those that are done; resultBytes: of all cutouts held now
 */
export function totals(state) {
  const counts = countByStatus(state);
  return {
    ...counts,
    settled: counts.done + counts.failed + counts.cancelled,
    needsLook: state.items.filter(needsLook).length,
    resultBytes: state.items.reduce((sum, item) => sum + (item.result?.bytes ?? 0), 0),
  };
}
