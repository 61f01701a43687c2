// Random wishes for the queue, and the events that they become when their turn comes.

import { fc } from "./deps.js";
import { ERROR, MATTE, made, RESULT, source, TWO } from "./queue-fixtures.js";

/** @import { Arbitrary } from "fast-check" */
/** @import { FailedEvent, JobEvent, QueueEvent } from "../../web/src/queue/events.js" */
/** @import { Item, ItemError } from "../../web/src/queue/item.js" */
/** @import { Job } from "./queue-laws.js" */

/** @type {ItemError} */
const LACKS_MODEL = { ...ERROR, code: "model-unavailable", stage: "model" };

const ids = fc.constantFrom("a", "b", "c", "d", "e");
const jobTypes = fc.constantFrom(
  .../** @type {const} */ (["progress", "provider", "matte", "done", "failed"]),
  .../** @type {const} */ (["ranOut", "matteDamaged", "lacksModel", "lacksCodec"]),
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
    arbitrary: fc.record({ kind: fc.constantFrom("pause", "resume", "resume") }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant("serverAnswer"), isThere: fc.constantFrom(true, false, false, null) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("remade", "spoiled"), id: ids }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("rerun"), ids: fc.array(ids, { maxLength: 3 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("chooseLook"),
      ids: fc.array(ids, { minLength: 1, maxLength: 2 }),
      look: fc.constantFrom(0, 1, 1, 2),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("moreLooks"), ids: fc.array(ids, { maxLength: 2 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("asWanted", "photosBack", "retryFailed"),
      ids: fc.array(ids, { maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("modelDamaged"), ids: fc.array(ids, { maxLength: 3 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("want"),
      model: models,
      version: fc.constantFrom("1", "2"),
      looks: fc.constantFrom(.../** @type {const} */ (["automatic", "one", "all"])),
      lookCount: fc.constantFrom(1, 2),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("cancelAll", "clear") }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("restore"),
      statuses: fc.dictionary(ids, fc.constantFrom("queued", "processing", "done", "failed", "lacking", "cancelled")),
    }),
  },
);

/** @typedef {typeof wishes extends Arbitrary<infer W> ? W : never} Wish */

/**
 * An item as an earlier visit left it; its attempt is high, so that one that is put in place of another shows.
 *
 * @param {string} id
 * @param {Item["status"] | "lacking"} wish
 * @param {number} now
 * @returns {Item}
 */
function leftItem(id, wish, now) {
  const status = wish === "lacking" ? "failed" : wish;
  // Every other one that waited or was in work was to be changed.
  const wasChanged = (status === "queued" || status === "processing") && now % 2 === 0;
  return {
    ...source(id),
    lastModified: null,
    status,
    stage: null,
    fraction: null,
    attempt: 7,
    reduced: false,
    work: status === "processing" ? "cut" : null,
    provider: null,
    threads: null,
    error: wish === "lacking" ? LACKS_MODEL : wish === "failed" ? ERROR : null,
    result: status === "done" || wasChanged ? made({ bytes: now }) : null,
    matte: wasChanged ? TWO : null,
    looks: null,
    keepsMatte: false,
    lookNumber: null,
    startedAt: status === "processing" ? 0 : null,
  };
}

/** @param {Wish} wish @param {Job | null} running @param {number} now @returns {QueueEvent} */
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
      const items = Object.entries(wish.statuses).map(([id, status]) => leftItem(id, status, now));
      return { type: "restore", items, now };
    }
    case "modelDamaged":
      return { type: "modelDamaged", ids: wish.ids, now };
    case "asWanted":
      return { type: "asWanted", ids: wish.ids };
    case "retryFailed":
      return { type: "retryFailed", ids: wish.ids, now };
    case "photosBack":
      return { type: "photosBack", ids: wish.ids, now };
    case "want":
      return { type: "want", model: wish.model, version: wish.version, looks: wish.looks, lookCount: wish.lookCount };
    case "rerun":
      return { type: "rerun", ids: wish.ids, now };
    case "chooseLook":
      return { type: "chooseLook", ids: wish.ids, look: wish.look, now };
    case "moreLooks":
      return { type: "moreLooks", ids: wish.ids, now };
    case "remade":
      return { type: "spoiled", id: wish.id, error: null, now };
    case "spoiled":
      return { type: "spoiled", id: wish.id, error: ERROR, now };
    case "serverAnswer":
      return { type: "serverAnswer", isThere: wish.isThere, now };
    case "cancel":
    case "retry":
      return { type: wish.kind, id: wish.id, now };
    default:
      return { type: wish.kind, now };
  }
}

/** @typedef {JobEvent["type"] | "ranOut" | "matteDamaged" | "lacksModel" | "lacksCodec"} ReportType */

/** @param {ReportType} type @param {Job} job @param {number} now @returns {JobEvent} */
export function report(type, { id, attempt }, now) {
  /** @type {(error: ItemError) => FailedEvent} */
  const failed = (error) => ({ type: "failed", id, attempt, error, now });
  /** @type {Record<ReportType, JobEvent>} */
  const reports = {
    progress: { type: "progress", id, attempt, stage: "inference", fraction: (now % 10) / 10, now },
    provider: { type: "provider", id, attempt, provider: "wasm", threads: 4 },
    matte: {
      type: "matte",
      id,
      attempt,
      matte: { ...(now % 2 === 0 ? TWO : MATTE), model: now % 3 === 0 ? "quick" : "balanced" },
    },
    done: { type: "done", id, attempt, result: { ...RESULT, bytes: now }, now },
    failed: failed(ERROR),
    lacksModel: failed(LACKS_MODEL),
    lacksCodec: failed({ ...ERROR, code: "runtime-unavailable" }),
    ranOut: failed({ ...ERROR, code: "out-of-memory" }),
    matteDamaged: failed({ ...ERROR, code: "matte-damaged" }),
  };
  return reports[type];
}
