// Small queues for tests, and what running jobs would report. Every state is frozen deeply, so mutation throws.

import { INITIAL_STATE, reduce } from "../../web/src/queue/reducer.js";
import { DEFAULT_OPTIONS } from "../../web/src/shared/options.js";

/** What a job hands over. */
export const RESULT = {
  bytes: 2000,
  width: 40,
  height: 30,
  extension: ".png",
  media_type: "image/png",
  facts: {},
  timings: { decode: 0.5 },
  details: { format: "JPEG" },
  options: { ...DEFAULT_OPTIONS, format: "webp" },
  model: "balanced",
};

/** As an item has it, after its first "cut". */
export const made = (more = {}) => ({
  ...RESULT,
  ...{ work: "cut", attempt: 1, provider: null, threads: null, seconds: 0.008 },
  ...more,
});

export const MATTE = {
  model: "balanced",
  version: "1",
  provider: "webgpu",
  threads: null,
  details: { adapter: "card" },
};

export const ERROR = {
  code: "decode-failed",
  stage: "decode",
  found: { case: "ends-early", format: "JPEG" },
  detail: "at byte 7",
};

export function source(id) {
  return { id, name: `${id}.jpg`, path: `shoot/${id}.jpg`, bytes: 1000 };
}

export function deepFreeze(value) {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

/** One step from a frozen state; gives the next state, frozen, and the effects. */
export function step(state, event) {
  return deepFreeze(reduce(deepFreeze(state), deepFreeze(event)));
}

/** The state after all events, from an empty queue. */
export function after(...events) {
  return events.reduce((state, event) => step(state, event).state, INITIAL_STATE);
}

export const add = (...ids) => ({ type: "add", sources: ids.map(source), now: 1 });
export const progress = (id, attempt, stage, fraction = null) => ({
  type: "progress",
  id,
  attempt,
  stage,
  fraction,
  now: 5,
});
export const done = (id, attempt = 1, now = 9) => ({ type: "done", id, attempt, result: RESULT, now });
export const found = (id, attempt = 1, matte = MATTE) => ({ type: "matte", id, attempt, matte });
export const want = (model = "balanced", version = "1") => ({ type: "want", model, version });
export const failed = (id, attempt = 1, now = 9) => ({ type: "failed", id, attempt, error: ERROR, now });

/** A failure for want of something that only the server has. */
export const lacking = (id, attempt = 1, error = {}) => ({
  ...failed(id, attempt),
  error: { ...ERROR, code: "model-unavailable", stage: "model", ...error },
});

/** "a:processing b:queued": the whole queue in one line. */
export function outline(state) {
  return state.items.map((item) => `${item.id}:${item.status}`).join(" ");
}
