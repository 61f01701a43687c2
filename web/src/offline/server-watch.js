// Asks whether the server is there: when a photo failed that may have needed it, when one starts, and every few seconds while
// it is away. The answer is an event; what it means for the queue is queue/server-wait.js's.

import { INITIAL_STATE } from "../queue/reducer.js";
import { processingItem } from "../queue/selectors.js";

/** @import { QueueEvent, QueueState } from "../queue/events.js" */

const AGAIN_MS = 10_000;

/**
 * @param {object} parts
 * @param {(isNeeded: boolean) => Promise<boolean | null>} parts.isServerThere null where that cannot be known
 * @param {(event: QueueEvent) => void} parts.dispatch
 * @param {() => number} parts.now
 * @param {(work: () => void, milliseconds: number) => void} [parts.later]
 */
export function createServerWatch({ isServerThere, dispatch, now, later = setTimeout }) {
  let queue = INITIAL_STATE;
  let isAsking = false;
  let hasMoreToAsk = false;
  let isAskingLater = false;

  async function look() {
    hasMoreToAsk = true;
    if (isAsking) return;
    isAsking = true;
    while (hasMoreToAsk) {
      hasMoreToAsk = false;
      const { isAway, unanswered } = queue.server;
      const isThere = await isServerThere(isAway || unanswered.length > 0);
      // What failed while the question was under way is not answered by it.
      if (!hasMoreToAsk) dispatch({ type: "serverAnswer", isThere, now: now() });
    }
    isAsking = false;
    if (queue.server.isAway) lookLater();
  }

  function lookLater() {
    if (isAskingLater) return;
    isAskingLater = true;
    later(() => {
      isAskingLater = false;
      if (queue.server.isAway) void look();
    }, AGAIN_MS);
  }

  return {
    look,
    /** @param {QueueState} state */
    update(state) {
      const before = queue;
      queue = state;
      const { unanswered } = state.server;
      const hasFailed = unanswered.length > 0 && unanswered !== before.server.unanswered;
      // One short question per photo, instead of a clock: a server that went away is noticed and named.
      if (hasFailed || hasStarted(before, state)) void look();
    },
  };
}

/**
 * @param {QueueState} before
 * @param {QueueState} after
 */
function hasStarted(before, after) {
  const [old, running] = [processingItem(before), processingItem(after)];
  return running !== null && (running.id !== old?.id || running.attempt !== old.attempt);
}
