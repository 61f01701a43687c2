// Notices that the server is away when a photo needs something from it, lets the batch wait, and goes on by itself when the
// server is back. It reads the queue's state and sends it events; it asks the server through the function it is given.

import { INITIAL_STATE } from "../queue/reducer.js";

/** @import { QueueEvent, QueueState } from "../queue/events.js" */
/** @import { Item } from "../queue/item.js" */

/** @typedef {"here" | "away" | "waiting"} ServerState waiting: photos cannot go on without it */

const AGAIN_MS = 10_000;
const NEEDS_SERVER = new Set(["model-unavailable", "runtime-unavailable"]);
/** What is missing in these stages is missing for every photo; a codec only for photos of its format. */
const STOPS_ALL = new Set(["model", "start"]);

/**
 * @param {object} parts
 * @param {(isNeeded: boolean) => Promise<boolean | null>} parts.isServerThere null where that cannot be known
 * @param {(event: QueueEvent) => void} parts.dispatch
 * @param {() => number} parts.now
 * @param {(state: ServerState) => void} parts.onState called when it changes
 * @param {(work: () => void, milliseconds: number) => void} [parts.later]
 */
export function createServerWatch({ isServerThere, dispatch, now, onState, later = setTimeout }) {
  /** @type {QueueState} */
  let queue = INITIAL_STATE;
  /** @type {ServerState} */
  let shown = "here";
  /** @type {Map<string, number>} id and attempt of photos that failed for want of the server */
  const waiting = new Map();
  /** @type {Set<string>} failures that were looked at */
  const seen = new Set();
  let hasPaused = false;
  let isAsking = false;
  let hasMoreToAsk = false;
  let isAskingLater = false;
  /** @type {string | null} */
  let running = null;

  /** @param {ServerState} state */
  function show(state) {
    if (state === shown) return;
    shown = state;
    onState(state);
  }

  async function look() {
    hasMoreToAsk = true;
    if (isAsking) return;
    isAsking = true;
    while (hasMoreToAsk) {
      hasMoreToAsk = false;
      conclude(await isServerThere(waiting.size > 0 || shown !== "here"));
    }
    isAsking = false;
  }

  /** @param {boolean | null} isThere */
  function conclude(isThere) {
    // What failed while the question was under way is not answered by it.
    if (hasMoreToAsk) return;
    forgetEnded();
    if (isThere === false) {
      const stopsAll = queue.items.some((item) => waiting.has(item.id) && STOPS_ALL.has(item.error?.stage ?? ""));
      if (stopsAll && !queue.paused && queue.items.some(({ status }) => status === "queued")) {
        hasPaused = true;
        dispatch({ type: "pause", putBack: true, now: now() });
      }
      show(waiting.size > 0 ? "waiting" : "away");
      lookLater();
      return;
    }
    // Null: it failed, but nobody knows why; the failed photos say what they say.
    const wasAway = shown !== "here";
    const again = isThere && wasAway ? [...waiting.keys()] : [];
    waiting.clear();
    show("here");
    for (const id of again) dispatch({ type: "retry", id, now: now() });
    if (hasPaused && queue.paused) dispatch({ type: "resume", now: now() });
    hasPaused = false;
  }

  function lookLater() {
    if (isAskingLater) return;
    isAskingLater = true;
    later(() => {
      isAskingLater = false;
      if (shown !== "here") void look();
    }, AGAIN_MS);
  }

  /** What was retried, removed or finished meanwhile waits for nothing. */
  function forgetEnded() {
    const failed = new Map(queue.items.filter(isWanting).map(({ id, attempt }) => [id, attempt]));
    for (const [id, attempt] of waiting) {
      if (failed.get(id) !== attempt) waiting.delete(id);
    }
  }

  return {
    look,
    /** @param {QueueState} state */
    update(state) {
      queue = state;
      if (!state.paused) hasPaused = false;
      let hasNews = false;
      for (const item of state.items) {
        if (!isWanting(item) && item.status !== "processing") continue;
        const key = `${item.id} ${item.attempt}`;
        if (isWanting(item) && !seen.has(key)) {
          seen.add(key);
          waiting.set(item.id, item.attempt);
          hasNews = true;
        }
        // One short question per photo, instead of a clock: a server that went away is noticed and named.
        if (item.status === "processing" && running !== key) {
          running = key;
          hasNews = true;
        }
      }
      if (hasNews) void look();
    },
  };
}

/** @param {Item} item */
function isWanting({ status, error }) {
  return status === "failed" && error !== null && NEEDS_SERVER.has(error.code);
}
