// What a running job reports, applied to its item. Late reports (the item is gone, is not processing, or is in another
// attempt) change nothing; that is decided here, in one place, for all of them.

import { assertNever } from "../shared/protocol.js";
import { failed, finished, requeuedReduced, requeuedWithoutMatte } from "./item.js";
import { isWorthLessMemory } from "./memory-retry.js";

/** @import { Effect, FailedEvent, JobEvent, ProgressEvent, QueueState, Step } from "./events.js" */
/** @import { Item } from "./item.js" */

/**
 * @param {QueueState} state
 * @param {JobEvent} event
 * @returns {Step} with the same state object where the event was late
 */
export function applyJobEvent(state, event) {
  const index = state.items.findIndex((item) => item.id === event.id);
  const item = state.items[index];
  if (item === undefined || item.status !== "processing" || item.attempt !== event.attempt) {
    return { state, effects: [] };
  }
  const next = applyToItem(item, event);
  /** @type {Effect[]} */
  const effects = item.matte !== null && next.matte === null ? [{ type: "discardMattes", ids: [item.id] }] : [];
  return { state: { ...state, items: state.items.with(index, next) }, effects };
}

/**
 * @param {Item} item
 * @param {JobEvent} event
 * @returns {Item}
 */
function applyToItem(item, event) {
  switch (event.type) {
    case "progress":
      return { ...item, stage: event.stage, fraction: event.fraction, lookNumber: lookNumberOf(item, event) };
    case "provider":
      return { ...item, provider: event.provider, threads: event.threads };
    case "matte":
      return { ...item, matte: event.matte, keepsMatte: false };
    case "done":
      return finished(item, event.result, event.now);
    case "failed":
      return afterFailure(item, event);
    default:
      return assertNever(event);
  }
}

/**
 * It stays until the network has made all.
 *
 * @param {Item} item
 * @param {ProgressEvent} event
 */
function lookNumberOf({ lookNumber }, { stage, look }) {
  return stage === "inference" ? (look ?? lookNumber) : null;
}

/**
 * @param {Item} item
 * @param {FailedEvent} event
 * @returns {Item}
 */
function afterFailure(item, { error }) {
  // The next try is a "cut", which needs no matte: this cannot happen twice.
  if (item.work === "finish" && error.code === "matte-damaged") return requeuedWithoutMatte(item);
  return isWorthLessMemory(item, error) ? requeuedReduced(item) : failed(item, error);
}
