// Random wishes for the queue, and the events that they become when their turn comes.

import { fc } from "./deps.js";
import { ERROR, MATTE, RESULT, source } from "./queue-fixtures.js";

const LACKS_MODEL = { ...ERROR, code: "model-unavailable", stage: "model" };

const ids = fc.constantFrom("a", "b", "c", "d", "e");
const jobTypes = fc.constantFrom(
  ...["progress", "provider", "matte", "done", "failed", "ranOut", "matteDamaged", "lacksModel", "lacksCodec"],
);
const models = fc.constantFrom("balanced", "quick");

/** A wish, made an event only when its turn comes: most reports should come from the job that is alive then. */
export const wishes = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: fc.constant("live"), type: jobTypes }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("stray"), type: jobTypes, id: ids, attempt: fc.nat({ max: 4 }) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("add"), ids: fc.array(ids, { maxLength: 3 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("cancel", "retry"), id: ids }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom("retryFailed", "pause", "resume", "resume") }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant("serverAnswer"), isThere: fc.constantFrom(true, false, false, null) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("remade", "spoiled"), id: ids }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("rerun"), ids: fc.array(ids, { maxLength: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("modelDamaged"), ids: fc.array(ids, { maxLength: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("want"), model: models, version: fc.constantFrom("1", "2") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("cancelAll", "clear") }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("restore"),
      statuses: fc.dictionary(ids, fc.constantFrom("queued", "processing", "done", "failed", "lacking", "cancelled")),
    }),
  },
);

/** An item as an earlier visit left it; its attempt is high, so that one that is put in place of another shows. */
function leftItem([id, wish], now) {
  const status = wish === "lacking" ? "failed" : wish;
  // Every other one that waited or was in work was to be changed.
  const wasChanged = (status === "queued" || status === "processing") && now % 2 === 0;
  return {
    ...source(id),
    status,
    stage: null,
    fraction: null,
    attempt: 7,
    reduced: false,
    work: status === "processing" ? "cut" : null,
    provider: null,
    threads: null,
    error: wish === "lacking" ? LACKS_MODEL : wish === "failed" ? ERROR : null,
    result: status === "done" || wasChanged ? { ...RESULT, bytes: now } : null,
    matte: wasChanged ? MATTE : null,
    startedAt: status === "processing" ? 0 : null,
  };
}

export function toEvent(wish, running, now) {
  switch (wish.kind) {
    case "live":
      return report(wish.type, running ?? { id: "a", attempt: 1 }, now);
    case "stray":
      return report(wish.type, { id: wish.id, attempt: wish.attempt }, now);
    case "add":
      return { type: "add", sources: wish.ids.map(source), now };
    case "clear":
      return { type: "clear" };
    case "restore": {
      const items = Object.entries(wish.statuses).map((entry) => leftItem(entry, now));
      return { type: "restore", items, now };
    }
    case "modelDamaged":
      return { type: "modelDamaged", ids: wish.ids, now };
    case "want":
      return { type: "want", model: wish.model, version: wish.version };
    case "rerun":
      return { type: "rerun", ids: wish.ids, now };
    case "remade":
      return { type: "spoiled", id: wish.id, error: null, now };
    case "spoiled":
      return { type: "spoiled", id: wish.id, error: ERROR, now };
    case "serverAnswer":
      return { type: "serverAnswer", isThere: wish.isThere, now };
    default:
      return { type: wish.kind, id: wish.id, now };
  }
}

export function report(type, { id, attempt }, now) {
  const payloads = {
    progress: { stage: "inference", fraction: (now % 10) / 10, now },
    provider: { provider: "wasm", threads: 4 },
    matte: { matte: { ...MATTE, model: now % 3 === 0 ? "quick" : "balanced" } },
    done: { result: { ...RESULT, bytes: now }, now },
    failed: { error: ERROR, now },
    lacksModel: { error: LACKS_MODEL, now },
    lacksCodec: { error: { ...ERROR, code: "runtime-unavailable" }, now },
    ranOut: { error: { ...ERROR, code: "out-of-memory" }, now },
    matteDamaged: { error: { ...ERROR, code: "matte-damaged" }, now },
  };
  return { type: "error" in payloads[type] ? "failed" : type, id, attempt, ...payloads[type] };
}
