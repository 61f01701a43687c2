// Questions about the queue's state, answered from it alone: what the toolbar shows and which buttons make sense.

import { makeTheSame } from "../shared/options.js";
import { jobFraction } from "../shared/stages.js";
import { STATUSES } from "./transitions.js";

/** @import { QueueState } from "./events.js" */
/** @import { Options } from "../shared/options.js" */
/** @import { Item } from "./item.js" */
/** @import { Status } from "./transitions.js" */

/** @typedef {Record<Status | "total", number>} Counts */

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

/** @param {QueueState} state */
export function isEmpty(state) {
  return state.items.length === 0;
}

/**
 * Nothing runs and nothing waits. A paused queue with items waiting is not idle.
 *
 * @param {QueueState} state
 */
export function isIdle(state) {
  return !canCancelAll(state);
}

/** @param {QueueState} state */
export function hasDone(state) {
  return state.items.some((item) => item.status === "done");
}

/** @param {QueueState} state */
export function canCancelAll(state) {
  return state.items.some((item) => item.status === "queued" || item.status === "processing");
}

/** @param {QueueState} state */
export function canRetryFailed(state) {
  return state.items.some((item) => item.status === "failed");
}

/**
 * @param {QueueState} state
 * @returns {Item | null}
 */
export function processingItem(state) {
  return state.items.find((item) => item.status === "processing") ?? null;
}

/**
 * @param {QueueState} state
 * @returns {Item[]} in the order of the queue
 */
export function doneItems(state) {
  return state.items.filter((item) => item.status === "done");
}

/**
 * What is finished but would come out differently now.
 *
 * @param {QueueState} state
 * @param {Options} options as chosen now
 * @returns {Item[]} in the order of the queue
 */
export function outdatedItems(state, options) {
  return state.items.filter(({ result }) => result !== null && !makeTheSame(result.options, options));
}

/**
 * How far one item has come: 1 once it needs nothing more, whether it went well or not.
 *
 * @param {Item} item
 * @returns {number} 0..1
 */
export function itemFraction(item) {
  switch (item.status) {
    case "queued":
      return 0;
    case "processing":
      return item.stage === null ? 0 : jobFraction(item.stage, item.fraction);
    default:
      return 1;
  }
}

/**
 * @param {QueueState} state
 * @returns {number} 0..1; 0 for an empty queue
 */
export function overallFraction(state) {
  const sum = state.items.reduce((total, item) => total + itemFraction(item), 0);
  return isEmpty(state) ? 0 : sum / state.items.length;
}

/**
 * The numbers behind the toolbar's text.
 *
 * @param {QueueState} state
 * @returns {Counts & { settled: number, sourceBytes: number, resultBytes: number, fraction: number }}
 *   settled: done, failed or cancelled; resultBytes: of all cutouts held now
 */
export function totals(state) {
  const counts = countByStatus(state);
  return {
    ...counts,
    settled: counts.done + counts.failed + counts.cancelled,
    sourceBytes: state.items.reduce((sum, item) => sum + item.bytes, 0),
    resultBytes: state.items.reduce((sum, item) => sum + (item.result?.bytes ?? 0), 0),
    fraction: overallFraction(state),
  };
}
