// What a running job reports, applied to its item. Late reports (the item is gone, is not processing, or is in another
// attempt) change nothing; that is decided here, in one place, for all of them.

import { assertNever } from "../shared/protocol.js";
import { failed, finished, requeuedReduced } from "./item.js";
import { isWorthLessMemory } from "./memory-retry.js";

/** @import { JobEvent, QueueState } from "./events.js" */
/** @import { Item } from "./item.js" */

/**
 * @param {QueueState} state
 * @param {JobEvent} event
 * @returns {QueueState} the same object where the event was late
 */
export function applyJobEvent(state, event) {
  const index = state.items.findIndex((item) => item.id === event.id);
  const item = state.items[index];
  if (item === undefined || item.status !== "processing" || item.attempt !== event.attempt) {
    return state;
  }
  return { ...state, items: state.items.with(index, applyToItem(item, event)) };
}

/**
 * @param {Item} item
 * @param {JobEvent} event
 * @returns {Item}
 */
function applyToItem(item, event) {
  switch (event.type) {
    case "progress":
      return { ...item, stage: event.stage, fraction: event.fraction };
    case "provider":
      return { ...item, provider: event.provider, threads: event.threads };
    case "done":
      return finished(item, event.result, event.now);
    case "failed":
      return isWorthLessMemory(item, event.error) ? requeuedReduced(item) : failed(item, event.error, event.now);
    default:
      return assertNever(event);
  }
}
