// What a person asks of the queue, and what the device did to it. Starting the next item is not done here: reducer.js does
// it after every event.

import { assertNever } from "../shared/protocol.js";
import { cancelled, givenUp, newItem, requeued, withAllLooks, withLook, withoutError, withoutResult } from "./item.js";
import { hasFailed, isNotChanged } from "./selectors.js";
import { afterAnswer, withoutItems } from "./server-wait.js";
import { hasAllLooks, looksOf } from "./work.js";

/** @import { Effect, QueueState, SpoiledEvent, Step, UserEvent, Wanted } from "./events.js" */
/** @import { Item, Source } from "./item.js" */

/**
 * @param {QueueState} state
 * @param {UserEvent} event
 * @returns {Step} with the same state object where there was nothing to do
 */
export function applyUserEvent(state, event) {
  switch (event.type) {
    case "add":
      return add(state, event.sources);
    case "restore":
      return restore(state, event.items);
    case "cancel":
      return change(state, (item) => item.id === event.id && isPending(item), cancelled);
    case "cancelAll":
      return change(state, isPending, cancelled);
    case "retry":
      return change(state, (item) => item.id === event.id && canBeRetried(item), requeued);
    case "retryFailed": {
      const ids = new Set(event.ids);
      return change(state, (item) => hasFailed(item) && ids.has(item.id), requeued);
    }
    case "rerun": {
      const ids = new Set(event.ids);
      return change(state, (item) => item.status === "done" && ids.has(item.id), requeued);
    }
    case "asWanted": {
      const ids = new Set(event.ids);
      return change(state, (item) => isNotChanged(item) && ids.has(item.id), withoutError);
    }
    case "chooseLook":
      return chooseLook(state, new Set(event.ids), event.look);
    case "moreLooks":
      return moreLooks(state, new Set(event.ids));
    case "want":
      return want(state, event);
    case "spoiled":
      return dropSpoiled(state, event);
    case "photosBack":
      return photosBack(state, new Set(event.ids));
    case "pause":
      return { state: state.paused ? state : { ...state, paused: true }, effects: [] };
    case "resume":
      return { state: resume(state), effects: [] };
    case "clear":
      return clear(state);
    default:
      return assertNever(event);
  }
}

/**
 * @param {QueueState} state
 * @param {Wanted} wanted
 * @returns {Step}
 */
function want(state, { model, version, looks, lookCount }) {
  const wanted = { model, version, looks, lookCount };
  const isSame = Object.entries(wanted).every(
    ([name, value]) => state.wanted?.[/** @type {keyof Wanted} */ (name)] === value,
  );
  return { state: isSame ? state : { ...state, wanted }, effects: [] };
}

/**
 * Whatever becomes of those items now, they are finished with that matte next.
 *
 * @param {QueueState} state
 * @param {ReadonlySet<string>} ids
 * @param {number} look
 * @returns {Step}
 */
function chooseLook(state, ids, look) {
  const isChosen = (/** @type {Item} */ { id, matte }) =>
    ids.has(id) && matte?.looks[look] !== undefined && matte.chosen !== look;
  return change(state, isChosen, (item) => (item.matte === null ? item : withLook(item, item.matte, look)));
}

/**
 * Not those that have all looks, or whose job is to make them.
 *
 * @param {QueueState} state
 * @param {ReadonlySet<string>} ids
 * @returns {Step}
 */
function moreLooks(state, ids) {
  const { wanted } = state;
  const makesAll = (/** @type {Item} */ item) => item.work === "cut" && looksOf(item, wanted) === "all";
  return change(state, (item) => ids.has(item.id) && !hasAllLooks(item, wanted) && !makesAll(item), withAllLooks);
}

/**
 * @param {QueueState} state
 * @param {readonly Source[]} sources an id that is already in the queue is left out: ids stay unique
 * @returns {Step}
 */
function add(state, sources) {
  const known = new Set(state.items.map((item) => item.id));
  const fresh = [];
  for (const source of sources) {
    if (!known.has(source.id)) {
      known.add(source.id);
      fresh.push(newItem(source));
    }
  }
  return { state: fresh.length === 0 ? state : { ...state, items: [...state.items, ...fresh] }, effects: [] };
}

/**
 * Nothing that came back runs any more, so what was processing waits again, as another attempt.
 *
 * @param {QueueState} state
 * @param {readonly Item[]} items one whose id is already in the queue is left out: what is here counts
 * @returns {Step}
 */
function restore(state, items) {
  const known = new Set(state.items.map((item) => item.id));
  const fresh = [];
  for (const item of items) {
    if (!known.has(item.id)) {
      known.add(item.id);
      fresh.push(item.status === "processing" ? requeued(item) : item);
    }
  }
  if (fresh.length === 0) {
    return { state, effects: [] };
  }
  return { state: { ...resume(state), items: [...state.items, ...fresh] }, effects: [] };
}

/**
 * The server may still be away; what then lacks something of its again holds the queue again.
 *
 * @param {QueueState} state
 * @returns {QueueState}
 */
function resume(state) {
  const { paused, server } = state;
  return paused || server.holds ? { ...state, paused: false, server: { ...server, holds: false } } : state;
}

/**
 * What goes back to queued is what waited for the server, now that it is back, or what runs and cannot be finished without it.
 *
 * @param {QueueState} state
 * @param {boolean | null} isThere
 * @returns {Step}
 */
export function applyServerAnswer(state, isThere) {
  const { server, again } = afterAnswer(state, isThere);
  const step = change(state, ({ id }) => again.has(id), requeued);
  const isNews = server.isAway || state.server.isAway || state.server.unanswered.length > 0;
  return isNews ? { ...step, state: { ...step.state, server } } : step;
}

/**
 * Moves the chosen items on. An item that was processing loses its worker.
 *
 * @param {QueueState} state
 * @param {(item: Item) => boolean} isChosen
 * @param {(item: Item) => Item} move
 * @returns {Step}
 */
function change(state, isChosen, move) {
  const chosen = state.items.filter(isChosen);
  if (chosen.length === 0) {
    return { state, effects: [] };
  }
  return {
    state: { ...state, items: state.items.map((item) => (isChosen(item) ? move(item) : item)) },
    effects: stops(chosen),
  };
}

/**
 * One that waits to be changed, or is being changed, loses its result and goes on: its job brings a new one, or says why not.
 *
 * @param {QueueState} state
 * @param {SpoiledEvent} event
 * @returns {Step}
 */
function dropSpoiled(state, { id, error }) {
  const index = state.items.findIndex((item) => item.id === id && item.result !== null);
  const item = state.items[index];
  if (item === undefined) return { state, effects: [] };
  const isOver = item.status === "done" && error !== null;
  const gone = isOver ? givenUp(item, error) : withoutResult(item.status === "done" ? requeued(item) : item);
  return {
    state: { ...state, items: state.items.with(index, gone) },
    effects: [{ type: "discardResults", ids: [id] }],
  };
}

/**
 * @param {QueueState} state
 * @param {ReadonlySet<string>} ids
 * @returns {Step}
 */
function photosBack(state, ids) {
  const lacksPhoto = (/** @type {Item} */ { status, error }) => status === "done" && error?.code === "source-not-kept";
  const isOpen = (/** @type {Item} */ { status }) => status === "failed" || status === "cancelled";
  const move = (/** @type {Item} */ item) => (isOpen(item) ? requeued(item) : withoutError(item));
  return change(state, (item) => ids.has(item.id) && (isOpen(item) || lacksPhoto(item)), move);
}

/**
 * @param {QueueState} state
 * @returns {Step}
 */
function clear(state) {
  if (state.items.length === 0 && !state.paused && !state.server.holds) {
    return { state, effects: [] };
  }
  /** @type {Effect[]} */
  const effects = stops(state.items);
  if (state.items.length > 0) {
    effects.push({ type: "discard", ids: state.items.map((item) => item.id) });
  }
  return { state: { ...state, items: [], paused: false, server: withoutItems(state.server) }, effects };
}

/**
 * @param {readonly Item[]} items
 * @returns {Effect[]}
 */
function stops(items) {
  return items.filter((item) => item.status === "processing").map((item) => ({ type: "stop", id: item.id }));
}

/** @param {Item} item */
function isPending(item) {
  return item.status === "queued" || item.status === "processing";
}

/** @param {Item} item */
function canBeRetried(item) {
  return hasFailed(item) || item.status === "cancelled";
}
