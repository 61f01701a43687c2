// Small queues for tests, and what running jobs would report. Every state is frozen deeply, so mutation throws.

import { INITIAL_STATE, reduce } from "../../web/src/queue/reducer.js";
import { DEFAULT_OPTIONS } from "../../web/src/shared/options.js";

/** @import { Effect, ProgressEvent, QueueEvent, QueueState, Step } from "../../web/src/queue/events.js" */
/** @import { Item, ItemError, ItemResult, JobResult } from "../../web/src/queue/item.js" */
/** @import { Stage } from "../../web/src/shared/stages.js" */
/** @import { Looks, MatteFacts } from "../../web/src/shared/work.js" */

/** What a job hands over. @type {JobResult} */
export const RESULT = {
  bytes: 2000,
  width: 40,
  height: 30,
  extension: ".png",
  media_type: "image/png",
  facts: { doubt: 0, reasons: [] },
  timings: { decode: 0.5 },
  details: { format: "JPEG" },
  options: { ...DEFAULT_OPTIONS, format: "webp" },
  model: "balanced",
  looks: [],
};

/** As an item has it, after its first "cut". */
/** @param {Partial<ItemResult>} [more] @returns {ItemResult} */
export const made = (more = {}) => ({
  ...RESULT,
  ...{ work: "cut", attempt: 1, provider: null, threads: null, look: null, seconds: 0.008 },
  ...more,
});

/** @type {MatteFacts} */
export const MATTE = {
  model: "balanced",
  version: "1",
  provider: "webgpu",
  threads: null,
  details: { adapter: "card" },
  looks: [{ look: "square 64", doubt: 0, reasons: [] }],
  chosen: 0,
  asked: "automatic",
};
/** Of a photo that the network looked at twice. @type {MatteFacts} */
export const TWO = { ...MATTE, looks: [...MATTE.looks, { look: "aspect 64", doubt: 0.5, reasons: ["soft"] }] };

/** @type {ItemError} */
export const ERROR = {
  code: "decode-failed",
  stage: "decode",
  found: { case: "ends-early", format: "JPEG" },
  detail: "at byte 7",
};

/** @param {string} id */
export function source(id) {
  return { id, name: `${id}.jpg`, path: `shoot/${id}.jpg`, bytes: 1000 };
}

/** @template T @param {T} value @returns {T} */
export function deepFreeze(value) {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

/**
 * One step from a frozen state; gives the next state, frozen, and the effects.
 *
 * @param {QueueState} state
 * @param {QueueEvent} event
 * @returns {Step}
 */
export function step(state, event) {
  return deepFreeze(reduce(deepFreeze(state), deepFreeze(event)));
}

/** The state after all events, from an empty queue. @param {QueueEvent[]} events */
export function after(...events) {
  return events.reduce((state, event) => step(state, event).state, INITIAL_STATE);
}

/** @typedef {Extract<QueueEvent, { type: "add" }>} AddEvent */
/** @type {(...ids: string[]) => AddEvent} */
export const add = (...ids) => ({ type: "add", sources: ids.map(source), now: 1 });
/** @type {(id: string, attempt: number, stage: Stage, fraction?: number | null) => ProgressEvent} */
export const progress = (id, attempt, stage, fraction = null) => ({
  type: "progress",
  id,
  attempt,
  stage,
  fraction,
  now: 5,
});
/** @type {(id: string, attempt?: number, now?: number) => Extract<QueueEvent, { type: "done" }>} */
export const done = (id, attempt = 1, now = 9) => ({ type: "done", id, attempt, result: RESULT, now });
/** @type {(id: string, attempt?: number, matte?: MatteFacts) => QueueEvent} */
export const found = (id, attempt = 1, matte = MATTE) => ({ type: "matte", id, attempt, matte });
/** @type {(model?: string, version?: string, looks?: Looks, lookCount?: number) => QueueEvent} */
export const want = (model = "balanced", version = "1", looks = "automatic", lookCount = 2) => ({
  ...{ type: "want", model, version, looks, lookCount },
});
/** @type {(id: string, attempt?: number, now?: number) => Extract<QueueEvent, { type: "failed" }>} */
export const failed = (id, attempt = 1, now = 9) => ({ type: "failed", id, attempt, error: ERROR, now });

/**
 * A failure for want of something that only the server has.
 *
 * @type {(id: string, attempt?: number, error?: Partial<ItemError>) => Extract<QueueEvent, { type: "failed" }>}
 */
export const lacking = (id, attempt = 1, error = {}) => ({
  ...failed(id, attempt),
  error: { ...ERROR, code: "model-unavailable", stage: "model", ...error },
});

/** @type {(attempt: number, error?: Partial<ItemError>) => Extract<QueueEvent, { type: "failed" }>} */
export const ranOut = (attempt, error = {}) => ({
  ...failed("a", attempt),
  error: { ...ERROR, code: "out-of-memory", ...error },
});

/** @param {string} id @param {number} attempt @param {boolean} [reduced] @returns {Effect} */
export const start = (id, attempt, reduced = false) => ({
  ...{ type: "start", id, attempt, work: "cut", matte: null, looks: "automatic" },
  ...(reduced && { reduced }),
});

/** @type {(ids: string[], now?: number) => QueueEvent} */
export const rerun = (ids, now = 20) => ({ type: "rerun", ids, now });

/** "a:processing b:queued": the whole queue in one line. @param {QueueState} state */
export function outline(state) {
  return state.items.map((item) => `${item.id}:${item.status}`).join(" ");
}
