// What must hold for every step of the queue, whatever the event: moves, states, results, mattes, starts.

import assert from "node:assert/strict";
import { present } from "./present.js";

/** @import { Effect, JobEvent, QueueEvent, QueueState, Step } from "../../web/src/queue/events.js" */
/** @import { ItemResult } from "../../web/src/queue/item.js" */
/** @import { Status } from "../../web/src/queue/transitions.js" */

/** @typedef {{ id: string, attempt: number }} Job */
/** @typedef {Extract<QueueEvent, { type: "clear" | "pause" | "resume" }>["type"]} PauseChange */

// Written out here, so that a change of the product's table does not change what is tested. Only what has a result is done:
// checkState holds every item to that.
/** @type {Record<Status, Status[]>} */
const LEGAL = {
  queued: ["processing", "cancelled", "done"],
  processing: ["done", "failed", "cancelled", "queued"],
  done: ["queued", "failed"],
  failed: ["queued"],
  cancelled: ["queued"],
};

/** @param {QueueEvent} event @returns {event is JobEvent} */
export const isReport = (event) => ["progress", "provider", "matte", "done", "failed"].includes(event.type);
/** @param {QueueState} state @param {string} id */
export const byId = (state, id) => state.items.find((item) => item.id === id);

/**
 * Plays the scheduler: which job is alive. Every start must end before the next, and end once.
 *
 * @param {Job | null} running
 * @param {QueueEvent} event
 * @param {readonly Effect[]} effects
 */
export function follow(running, event, effects) {
  const isLive = isReport(event) && running?.id === event.id && running.attempt === event.attempt;
  /** @type {Job | null} */
  let alive = isLive && (event.type === "done" || event.type === "failed") ? null : running;
  for (const effect of effects) {
    if (effect.type === "start") {
      assert.equal(alive, null, "a job starts while another is alive");
      alive = { id: effect.id, attempt: effect.attempt };
    } else if (effect.type === "stop") {
      assert.equal(effect.id, alive?.id, "a stop must name the job that is alive");
      alive = null;
    }
  }
  return { alive, isLive };
}

/** @param {QueueState} before @param {QueueEvent} event @param {QueueState} after @param {readonly Effect[]} effects */
export function checkMoves(before, event, after, effects) {
  for (const item of after.items) {
    const old = byId(before, item.id);
    const left = event.type === "restore" ? event.items.find(({ id }) => id === item.id) : undefined;
    // What was processing when the page ended waits again; nothing else changes by coming back.
    const from = old?.status ?? (left === undefined || left.status === "processing" ? "queued" : left.status);
    const started = effects.some((effect) => effect.type === "start" && effect.id === item.id);
    if (from !== item.status) {
      // An item that is put back may start at once: two moves in one step, each of them legal.
      const isLegal = LEGAL[from].includes(item.status) || (started && LEGAL[from].includes("queued"));
      assert.ok(isLegal, `${item.id} went from ${from} to ${item.status}`);
    }
    assert.equal(started, item.status === "processing" && (from !== "processing" || old?.attempt !== item.attempt));
    assert.ok(item.attempt >= (old?.attempt ?? 1), "an attempt went down");
  }
}

/** @param {QueueState} state @param {Job | null} alive */
export function checkState(state, alive) {
  const processing = state.items.filter((item) => item.status === "processing");
  assert.ok(processing.length <= 1, "more than one item is processing");
  assert.deepEqual(
    processing.map(({ id, attempt }) => ({ id, attempt })),
    alive === null ? [] : [alive],
  );
  assert.ok(state.server.isAway || !state.server.holds, "a server that is there holds the queue");
  const isHeld = state.paused || state.server.holds;
  const isStalled = !isHeld && alive === null && state.items.some((item) => item.status === "queued");
  assert.ok(!isStalled, "something waits, nothing runs, and nothing holds the queue");
  assert.equal(new Set(state.items.map((item) => item.id)).size, state.items.length, "an id is there twice");
  for (const item of state.items) {
    const isPending = item.status === "queued" || item.status === "processing";
    assert.ok(
      isPending || (item.result !== null) === (item.status === "done"),
      "done without a result, or the reverse",
    );
    assert.ok(item.status === "done" || (item.error !== null) === (item.status === "failed"));
    assert.ok(item.stage === null || item.status === "processing");
    assert.equal(item.work !== null, item.status === "processing");
    assert.equal(item.startedAt !== null, item.status === "processing");
    assert.ok(item.lookNumber === null || item.stage === "inference");
    assert.ok(
      item.matte === null || item.matte.looks[item.matte.chosen] !== undefined,
      "a look is chosen that is not there",
    );
    assert.ok(item.matte !== null || !item.keepsMatte, "a matte is to be kept that is not there");
    assert.ok(!item.keepsMatte || item.work !== "cut", "the network runs though a person chose one of its answers");
  }
}

/** @param {ItemResult} result @returns {ItemResult} */
const marked = (result) => ({ ...result, facts: { ...result.facts, model_damaged: true } });

/**
 * A result goes only for a newer one, or because it is spoiled; a damaged model is noted on it.
 *
 * @param {QueueState} before
 * @param {QueueEvent} event
 * @param {Step} next
 * @param {boolean} isLive
 */
function checkResults(before, event, { state: after, effects }, isLive) {
  for (const { id, result } of before.items) {
    if (result === null) continue;
    const now = present(byId(after, id)).result;
    if (event.type === "spoiled" && event.id === id) assert.equal(now, null);
    else if (event.type === "modelDamaged" && event.ids.includes(id)) assert.deepEqual(now, marked(result));
    else if (event.type === "done" && isLive && event.id === id) assert.equal(now?.bytes, event.result.bytes);
    else assert.equal(now, result, "a result was lost or changed");
  }
  const spoiled = event.type === "spoiled" && (byId(before, event.id)?.result ?? null) !== null ? [event.id] : [];
  assert.deepEqual(
    effects.flatMap((effect) => (effect.type === "discardResults" ? effect.ids : [])),
    spoiled,
  );
}

/**
 * A matte goes only where it is damaged, or found by a damaged model; what is made from it ends with it.
 *
 * @param {QueueState} before
 * @param {QueueEvent} event
 * @param {Step} next
 * @param {boolean} isLive
 */
function checkMattes(before, event, { state, effects }, isLive) {
  const gone = before.items.filter((item) => item.matte !== null && present(byId(state, item.id)).matte === null);
  for (const item of gone) {
    const isDamage = event.type === "failed" && event.error.code === "matte-damaged";
    const isDamaged = isLive && isDamage && item.work === "finish";
    assert.ok(isDamaged || (event.type === "modelDamaged" && event.ids.includes(item.id)), "a matte was lost");
    assert.equal(byId(state, item.id)?.attempt, item.attempt + (item.status === "processing" ? 1 : 0));
  }
  const dropped = effects.findIndex((effect) => effect.type === "discardMattes");
  const ids = gone.map(({ id }) => id);
  assert.deepEqual(effects.find((effect) => effect.type === "discardMattes")?.ids ?? [], ids);
  const start = effects.findIndex((effect) => effect.type === "start");
  assert.ok(start === -1 || dropped < start, "a job starts before the damaged matte is gone");
}

/**
 * "Retry failed" leaves no failure of those that are meant, and takes nothing else; of what is as is wanted only the failure of a change goes.
 *
 * @param {QueueState} before
 * @param {QueueEvent} event
 * @param {Step} next
 */
function checkFailures(before, event, { state }) {
  if (event.type !== "retryFailed" && event.type !== "asWanted") return;
  const isMeant = new Set(event.ids);
  for (const item of before.items) {
    const now = present(byId(state, item.id));
    if (event.type === "retryFailed" && isMeant.has(item.id)) {
      assert.equal(now.attempt, item.attempt + (item.error === null ? 0 : 1));
      assert.equal(now.error, null);
    } else if (event.type === "retryFailed") assert.equal(now.attempt, item.attempt);
    else if (item.status === "done" && isMeant.has(item.id)) assert.deepEqual(now, { ...item, error: null });
    else assert.equal(now, item);
  }
}

/** How many looks are made for certain. @param {string} asked @param {number} count of the model */
const mostOf = (asked, count) =>
  asked === "one" || (asked === "automatic" && count === 1) ? 1 : asked === "all" ? count : -1;

/** The cheapest work that gives what is asked. @param {Step} next */
function checkStart({ state, effects }) {
  const start = effects.find((effect) => effect.type === "start");
  if (start === undefined) return;
  const index = state.items.findIndex((item) => item.id === start.id);
  const isEarlier = state.items.slice(0, index).some((item) => item.status === "queued");
  assert.ok(!isEarlier, "an earlier item was passed over");
  const { matte, work, looks, keepsMatte } = state.items[index];
  const { wanted } = state;
  const asked = looks ?? wanted?.looks ?? "automatic";
  const isOfModel = matte !== null && matte.model === wanted?.model && matte.version === wanted?.version;
  const isEnough = isOfModel && (matte.asked === asked || matte.looks.length === mostOf(asked, wanted.lookCount));
  const isThere = matte !== null && (keepsMatte || isEnough);
  assert.deepEqual([start.work, start.matte, work], isThere ? ["finish", matte, "finish"] : ["cut", null, "cut"]);
  assert.equal(start.looks, asked);
}

/**
 * A chosen look is taken whatever the item's status, by a job of its own that needs no network; nothing else changes.
 *
 * @param {QueueState} before
 * @param {QueueEvent} event
 * @param {Step} next
 */
function checkLooks(before, event, { state, effects }) {
  if (event.type !== "chooseLook" && event.type !== "moreLooks") return;
  for (const item of before.items) {
    const now = present(byId(state, item.id));
    const isStarted = effects.some((effect) => effect.type === "start" && effect.id === item.id);
    const isMeant = event.ids.includes(item.id);
    const isNews = event.type === "moreLooks" || (item.matte?.looks[event.look] && item.matte.chosen !== event.look);
    if (!isMeant || !isNews) {
      if (!isStarted) assert.equal(now, item);
      continue;
    }
    if (event.type === "chooseLook") {
      assert.deepEqual(now.matte, { ...item.matte, chosen: event.look });
      assert.equal(isStarted ? now.work : now.status, isStarted ? "finish" : "queued");
      assert.deepEqual([now.looks, now.keepsMatte, now.result], [item.matte?.asked, true, item.result]);
      assert.equal(now.attempt, item.attempt + (item.status === "queued" ? 0 : 1), "the old job's messages are late");
    } else if (now !== item) {
      assert.deepEqual([now.looks, now.keepsMatte, now.matte, now.result], ["all", false, item.matte, item.result]);
      assert.ok(isStarted ? now.work === "cut" : now.status === "queued");
    } else {
      const { matte, work, status } = item;
      const hasAll = matte !== null && (matte.asked === "all" || matte.looks.length === state.wanted?.lookCount);
      assert.ok(hasAll || work === "cut", `${status}: nothing more is looked at, and nothing is being looked at`);
    }
  }
}

/**
 * What is cancelled is as it was, but for mattes that its job had found already.
 *
 * @param {QueueState} before
 * @param {QueueEvent} event
 * @param {Step} next
 */
function checkCancelled(before, event, { state }) {
  if (event.type !== "cancel" && event.type !== "cancelAll") return;
  for (const item of before.items) {
    const now = present(byId(state, item.id));
    // The next one may start.
    if (item.status === now.status || now.status === "processing" || item.result === null) continue;
    const [looks, kept] = [item.matte?.looks ?? [], now.matte?.looks ?? []];
    assert.deepEqual([now.status, now.result, kept, now.keepsMatte], ["done", item.result, looks, false]);
    const made = looks.findIndex(({ look }) => look === item.result?.look);
    if (made !== -1) assert.equal(now.matte?.chosen, made, "the chosen look is that of the cutout");
    assert.ok(now.looks === null || now.looks === now.matte?.asked, "a wish is left that nobody follows");
  }
}

/** @type {Record<PauseChange, boolean>} whether the queue is paused afterwards */
const PAUSED_BY = { pause: true, resume: false, clear: false };

/** @param {QueueState} before @param {QueueEvent} event @param {Step} next @param {boolean} isLive */
export function checkStep(before, event, next, isLive) {
  const { state, effects } = next;
  if (isReport(event) && !isLive) {
    assert.equal(state, before, "a late message changed the state");
    assert.deepEqual(effects, []);
  }
  if (event.type !== "clear") {
    assert.deepEqual(
      state.items.map((item) => item.id).slice(0, before.items.length),
      before.items.map((item) => item.id),
    );
    checkResults(before, event, next, isLive);
    checkMattes(before, event, next, isLive);
  }
  checkStart(next);
  checkLooks(before, event, next);
  checkCancelled(before, event, next);
  checkFailures(before, event, next);
  for (const id of event.type === "rerun" ? event.ids : []) {
    const old = byId(before, id);
    if (old?.status === "done") assert.equal(byId(state, id)?.attempt, old.attempt + 1);
  }
  const isResumed = event.type === "restore" && state.items.length > before.items.length;
  const isChange = event.type === "pause" || event.type === "resume" || event.type === "clear";
  assert.equal(state.paused, isChange ? PAUSED_BY[event.type] : before.paused && !isResumed);
  assert.ok(
    !effects.some(({ type }) => type === "start") || !(state.paused || state.server.holds),
    "one starts while held",
  );
  if (event.type === "pause") {
    assert.equal(state.items, before.items, "a pause touched an item");
    assert.deepEqual(effects, []);
  }
  if (event.type === "restore") {
    const expected = new Set([...before.items, ...event.items].map((item) => item.id));
    assert.deepEqual(new Set(state.items.map((item) => item.id)), expected, "a restored item is missing");
    for (const item of event.items.filter((each) => each.status === "done" && byId(before, each.id) === undefined)) {
      assert.equal(byId(state, item.id), item, "a finished item changed by coming back");
    }
    for (const item of before.items.filter((each) => each.status !== "queued")) {
      assert.equal(byId(state, item.id), item, "an item that was here was replaced");
    }
  }
  const discarded = effects.flatMap((effect) => (effect.type === "discard" ? effect.ids : []));
  assert.deepEqual(discarded, event.type === "clear" ? before.items.map((item) => item.id) : []);
}
