// The queue's rules: (state, event) -> { state, effects }. Pure: nothing here knows time, workers, files or the page.
// After every event the first queued item starts, unless something is already processing, a person paused the queue or the
// server, which is away, is needed.

import { assertNever } from "../shared/protocol.js";
import { started } from "./item.js";
import { applyJobEvent } from "./job-events.js";
import { dropDamaged } from "./model-damage.js";
import { isHeld } from "./selectors.js";
import { SERVER_HERE, withNewFailures } from "./server-wait.js";
import { applyServerAnswer, applyUserEvent } from "./user-events.js";
import { looksOf, workOf } from "./work.js";

/** @import { QueueEvent, QueueState, Step } from "./events.js" */

/** @type {QueueState} */
export const INITIAL_STATE = Object.freeze({
  items: Object.freeze([]),
  paused: false,
  server: SERVER_HERE,
  wanted: null,
});

/**
 * @param {QueueState} state
 * @param {QueueEvent} event
 * @returns {Step} with the same state object where nothing changed
 */
export function reduce(state, event) {
  const { state: applied, effects } = applyEvent(state, event);
  const changed = withNewFailures(state, applied);
  // Only an event that carries a time can leave something to start: "provider", "matte", "asWanted" and "want" end nothing, "clear" leaves
  // nothing.
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
    case "matte":
    case "done":
    case "failed":
      return applyJobEvent(state, event);
    case "modelDamaged":
      return dropDamaged(state, new Set(event.ids));
    case "serverAnswer":
      return applyServerAnswer(state, event.isThere);
    case "add":
    case "restore":
    case "cancel":
    case "cancelAll":
    case "retry":
    case "retryFailed":
    case "rerun":
    case "chooseLook":
    case "moreLooks":
    case "asWanted":
    case "want":
    case "spoiled":
    case "photosBack":
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
 * @param {number} now
 * @returns {Step}
 */
function startNext(state, now) {
  const index = state.items.findIndex((item) => item.status === "queued");
  const item = state.items[index];
  if (isHeld(state) || item === undefined || state.items.some((each) => each.status === "processing")) {
    return { state, effects: [] };
  }
  const { id, attempt, reduced } = item;
  const work = workOf(item, state.wanted);
  const matte = work === "finish" ? item.matte : null;
  return {
    state: { ...state, items: state.items.with(index, started(item, work, now)) },
    effects: [
      { type: "start", id, attempt, work, matte, looks: looksOf(item, state.wanted), ...(reduced && { reduced }) },
    ],
  };
}
