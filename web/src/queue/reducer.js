// The queue's rules: (state, event) -> { state, effects }. Pure: nothing here knows time, workers, files or the page.
// After every event the first queued item starts, unless the queue is paused or something is already processing.

import { assertNever } from "../shared/protocol.js";
import { doubted, started } from "./item.js";
import { applyJobEvent } from "./job-events.js";
import { applyUserEvent } from "./user-events.js";

/** @import { QueueEvent, QueueState, Step } from "./events.js" */
/** @import { Item } from "./item.js" */

/** @type {QueueState} */
export const INITIAL_STATE = Object.freeze({ items: Object.freeze([]), paused: false });

/**
 * @param {QueueState} state
 * @param {QueueEvent} event
 * @returns {Step} with the same state object where nothing changed
 */
export function reduce(state, event) {
  const { state: changed, effects } = applyEvent(state, event);
  // Only an event that carries a time can leave something to start: "provider" and "modelDamaged" end nothing, "clear" leaves nothing.
  const next = "now" in event ? startNext(changed, event.now) : { state: changed, effects: [] };
  return { state: next.state, effects: [...effects, ...next.effects] };
}

/**
 * @param {QueueState} state
 * @param {QueueEvent} event
 * @returns {Step}
 */
function applyEvent(state, event) {
  switch (event.type) {
    case "progress":
    case "provider":
    case "done":
    case "failed":
      return { state: applyJobEvent(state, event), effects: [] };
    case "modelDamaged":
      return { state: markDamaged(state, new Set(event.ids)), effects: [] };
    case "add":
    case "restore":
    case "cancel":
    case "cancelAll":
    case "retry":
    case "retryFailed":
    case "rerun":
    case "spoiled":
    case "pause":
    case "resume":
    case "clear":
      return applyUserEvent(state, event);
    default:
      return assertNever(event);
  }
}

/**
 * @param {QueueState} state
 * @param {ReadonlySet<string>} ids those that are not done are left alone
 * @returns {QueueState}
 */
function markDamaged(state, ids) {
  const isMeant = (/** @type {Item} */ { id, status }) => status === "done" && ids.has(id);
  return state.items.some(isMeant)
    ? { ...state, items: state.items.map((item) => (isMeant(item) ? doubted(item) : item)) }
    : state;
}

/**
 * @param {QueueState} state
 * @param {number} now
 * @returns {Step}
 */
function startNext(state, now) {
  const index = state.items.findIndex((item) => item.status === "queued");
  const item = state.items[index];
  if (state.paused || item === undefined || state.items.some((each) => each.status === "processing")) {
    return { state, effects: [] };
  }
  return {
    state: { ...state, items: state.items.with(index, started(item, now)) },
    effects: [{ type: "start", id: item.id, attempt: item.attempt, ...(item.reduced && { reduced: true }) }],
  };
}
