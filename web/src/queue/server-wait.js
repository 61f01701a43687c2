// What it means for the queue that the server is away: which failures may come from that, when nothing starts, and what goes
// on once the server is back. A person's pause is another fact. Pure: who asks the server is offline/server-watch.js.

/** @import { QueueState } from "./events.js" */
/** @import { Item } from "./item.js" */

/**
 * @typedef {object} ServerWait
 * @property {boolean} isAway it did not answer when it was last asked
 * @property {boolean} holds every photo lacks something of the server's: nothing starts
 * @property {readonly string[]} unanswered ids of items whose last job lacked something of the server's, which nobody has asked since
 * @property {readonly string[]} waiting ids of those that failed because it was away
 */

/** @type {ServerWait} */
export const SERVER_HERE = Object.freeze({
  isAway: false,
  holds: false,
  unanswered: Object.freeze([]),
  waiting: Object.freeze([]),
});

const NEEDS_SERVER = new Set(["model-unavailable", "runtime-unavailable"]);
/** What is missing in these stages is missing for every photo; a codec only for photos of its format. */
const STOPS_ALL = new Set(["model", "start"]);

/**
 * @param {QueueState} before
 * @param {QueueState} after
 * @returns {QueueState} after, with the failures that are new in it and may be the server's
 */
export function withNewFailures(before, after) {
  if (after.items === before.items) return after;
  const known = new Set(before.items.filter(lacksServer).map(({ id }) => id));
  const fresh = after.items.filter((item) => lacksServer(item) && !known.has(item.id));
  if (fresh.length === 0) return after;
  const unanswered = [...new Set([...after.server.unanswered, ...fresh.map(({ id }) => id)])];
  return { ...after, server: { ...after.server, unanswered } };
}

/**
 * @param {QueueState} state
 * @param {boolean | null} isThere null where that cannot be known
 * @returns {{ server: ServerWait, again: ReadonlySet<string> }} again: ids of the items that go back to queued
 */
export function afterAnswer({ items, server }, isThere) {
  const lacking = new Map(items.filter(lacksServer).map((item) => [item.id, item]));
  const unanswered = server.unanswered.flatMap((id) => lacking.get(id) ?? []);
  const waiting = server.waiting.filter((id) => lacking.has(id));
  if (isThere === false) {
    const holds = server.holds || unanswered.some(({ error }) => error !== null && STOPS_ALL.has(error.stage));
    const running = holds ? items.filter(({ status }) => status === "processing") : [];
    return {
      server: {
        isAway: true,
        holds,
        unanswered: SERVER_HERE.unanswered,
        waiting: [...new Set([...waiting, ...unanswered.map(({ id }) => id)])],
      },
      again: new Set(running.map(({ id }) => id)),
    };
  }
  // Null: nobody knows why they failed, so they say what they say. So does what failed while the server was there.
  const isBack = isThere === true && server.isAway;
  return { server: SERVER_HERE, again: new Set(isBack ? [...waiting, ...unanswered.map(({ id }) => id)] : []) };
}

/**
 * @param {ServerWait} server
 * @returns {ServerWait} the same, for a queue that is empty
 */
export function withoutItems({ isAway }) {
  return { ...SERVER_HERE, isAway };
}

/**
 * Also one that has a result and whose change failed.
 *
 * @param {Item} item
 */
function lacksServer({ error }) {
  return error !== null && NEEDS_SERVER.has(error.code);
}
