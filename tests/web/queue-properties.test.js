// What must hold for the queue whatever happens in whatever order. Events are random; a ledger that knows only effects
// and events, not the reducer's reasons, says which job is alive.

import assert from "node:assert/strict";
import { test } from "node:test";
import { INITIAL_STATE } from "../../web/src/queue/reducer.js";
import { fc } from "./deps.js";
import { ERROR, RESULT, source, step } from "./queue-fixtures.js";

// Written out here, so that a change of the product's table does not change what is tested. "done" leads back
// on only by "rerun" and "spoiled": checkStep holds every other event to that.
const LEGAL = {
  queued: ["processing", "cancelled"],
  processing: ["done", "failed", "cancelled", "queued"],
  done: ["queued", "failed"],
  failed: ["queued"],
  cancelled: ["queued"],
};

const ids = fc.constantFrom("a", "b", "c", "d", "e");
const jobTypes = fc.constantFrom("progress", "provider", "done", "failed", "ranOut");

/** A wish, made an event only when its turn comes: most reports should come from the job that is alive then. */
const wishes = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: fc.constant("live"), type: jobTypes }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("stray"), type: jobTypes, id: ids, attempt: fc.nat({ max: 4 }) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("add"), ids: fc.array(ids, { maxLength: 3 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("cancel", "retry"), id: ids }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom("retryFailed", "pause", "pausePutBack", "resume", "resume") }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("remade", "spoiled"), id: ids }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("rerun"), ids: fc.array(ids, { maxLength: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("modelDamaged"), ids: fc.array(ids, { maxLength: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("cancelAll", "clear") }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("restore"),
      statuses: fc.dictionary(ids, fc.constantFrom("queued", "processing", "done", "failed", "cancelled")),
    }),
  },
);

/** An item as an earlier visit left it; its attempt is high, so that one that is put in place of another shows. */
function leftItem([id, status], now) {
  const ran = status === "done" || status === "failed" || status === "cancelled";
  return {
    ...source(id),
    status,
    stage: null,
    fraction: null,
    attempt: 7,
    provider: null,
    threads: null,
    error: status === "failed" ? ERROR : null,
    result: status === "done" ? { ...RESULT, bytes: now } : null,
    startedAt: ran || status === "processing" ? 0 : null,
    endedAt: ran ? 1 : null,
  };
}

function toEvent(wish, running, now) {
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
      return { type: "modelDamaged", ids: wish.ids };
    case "rerun":
      return { type: "rerun", ids: wish.ids, now };
    case "remade":
      return { type: "spoiled", id: wish.id, error: null, now };
    case "spoiled":
      return { type: "spoiled", id: wish.id, error: ERROR, now };
    case "pausePutBack":
      return { type: "pause", putBack: true, now };
    default:
      return { type: wish.kind, id: wish.id, now };
  }
}

function report(type, { id, attempt }, now) {
  const payloads = {
    progress: { stage: "inference", fraction: (now % 10) / 10, now },
    provider: { provider: "wasm", threads: 4 },
    done: { result: { ...RESULT, bytes: now }, now },
    failed: { error: ERROR, now },
    ranOut: { error: { ...ERROR, code: "out-of-memory" }, now },
  };
  return { type: type === "ranOut" ? "failed" : type, id, attempt, ...payloads[type] };
}

const isReport = (event) => ["progress", "provider", "done", "failed"].includes(event.type);
const isRerun = (event, id) =>
  (event.type === "rerun" && event.ids.includes(id)) || (event.type === "spoiled" && event.id === id);
const byId = (state, id) => state.items.find((item) => item.id === id);

/** Plays the scheduler: which job is alive. Every start must end before the next, and end once. */
function follow(running, event, effects) {
  const isLive = isReport(event) && running?.id === event.id && running.attempt === event.attempt;
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

function checkMoves(before, event, after, effects) {
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

function checkState(state, alive) {
  const processing = state.items.filter((item) => item.status === "processing");
  assert.ok(processing.length <= 1, "more than one item is processing");
  assert.deepEqual(
    processing.map(({ id, attempt }) => ({ id, attempt })),
    alive === null ? [] : [alive],
  );
  const isStalled = !state.paused && alive === null && state.items.some((item) => item.status === "queued");
  assert.ok(!isStalled, "something waits, nothing runs, and the queue is not paused");
  assert.equal(new Set(state.items.map((item) => item.id)).size, state.items.length, "an id is there twice");
  for (const item of state.items) {
    assert.equal(item.result !== null, item.status === "done");
    assert.equal(item.error !== null, item.status === "failed");
    assert.ok(item.stage === null || item.status === "processing");
    assert.equal(item.startedAt !== null && item.endedAt === null, item.status === "processing");
  }
}

const marked = ({ result, ...item }) => {
  return { ...item, result: { ...result, details: { ...result.details, model_damaged: true } } };
};

function checkStep(before, event, { state, effects }, isLive) {
  if (isReport(event) && !isLive) {
    assert.equal(state, before, "a late message changed the state");
    assert.deepEqual(effects, []);
  }
  if (event.type !== "clear") {
    assert.deepEqual(
      state.items.map((item) => item.id).slice(0, before.items.length),
      before.items.map((item) => item.id),
    );
    for (const item of before.items.filter((each) => each.status === "done" && !isRerun(event, each.id))) {
      const isMarked = event.type === "modelDamaged" && event.ids.includes(item.id);
      if (isMarked) assert.deepEqual(byId(state, item.id), marked(item));
      else assert.equal(byId(state, item.id), item, "a done item was lost or changed");
    }
  }
  const givenUp = before.items.filter((item) => item.status === "done" && isRerun(event, item.id));
  for (const item of givenUp) {
    const isOver = event.type === "spoiled" && event.error !== null;
    assert.equal(byId(state, item.id).attempt, item.attempt + (isOver ? 0 : 1));
  }
  const dropped = effects.filter((effect) => effect.type === "discardResults").flatMap((effect) => effect.ids);
  assert.deepEqual(
    dropped,
    givenUp.map((item) => item.id),
  );
  assert.ok(dropped.length === 0 || effects[0].type === "discardResults", "a job starts before its old result is gone");
  const isResumed = event.type === "restore" && state.items.length > before.items.length;
  const expectPaused = { pause: true, resume: false, clear: false }[event.type] ?? (before.paused && !isResumed);
  assert.equal(state.paused, expectPaused);
  if (event.type === "pause" && event.putBack !== true) {
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
  const start = effects.find((effect) => effect.type === "start");
  if (start !== undefined) {
    const waiting = state.items.slice(
      0,
      state.items.findIndex((item) => item.id === start.id),
    );
    assert.ok(!waiting.some((item) => item.status === "queued"), "an earlier item was passed over");
  }
}

test("random events: legal moves, one job at a time, nothing lost, nothing stalls", () => {
  const happened = new Map();
  fc.assert(
    fc.property(fc.array(wishes, { minLength: 1, maxLength: 60, size: "max" }), (sequence) => {
      let state = INITIAL_STATE;
      let running = null;
      sequence.forEach((wish, index) => {
        const event = toEvent(wish, running, index + 1);
        const next = step(state, event);
        const { alive, isLive } = follow(running, event, next.effects);
        checkStep(state, event, next, isLive);
        if (event.type !== "clear") {
          checkMoves(state, event, next.state, next.effects);
        }
        checkState(next.state, alive);
        if (next.state !== state) {
          happened.set(event.type, (happened.get(event.type) ?? 0) + 1);
        }
        state = next.state;
        running = alive;
      });
    }),
    { numRuns: 400 },
  );
  // Without this, a generator that never reaches a state would pass for a proof.
  assert.deepEqual([...happened.keys()].sort(), [
    "add",
    "cancel",
    "cancelAll",
    "clear",
    "done",
    "failed",
    "modelDamaged",
    "pause",
    "progress",
    "provider",
    "rerun",
    "restore",
    "resume",
    "retry",
    "retryFailed",
    "spoiled",
  ]);
});

test("left alone, a batch runs to its end: every item starts exactly once, in order", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("done", "failed"), { minLength: 1, maxLength: 20 }), (outcomes) => {
      const sources = outcomes.map((_, index) => source(`item-${index}`));
      let { state, effects } = step(INITIAL_STATE, { type: "add", sources, now: 0 });
      const startedIds = [];
      outcomes.forEach((outcome, index) => {
        assert.equal(effects.length, 1);
        startedIds.push(effects[0].id);
        ({ state, effects } = step(state, report(outcome, effects[0], index + 1)));
      });
      assert.deepEqual(effects, []);
      assert.deepEqual(
        startedIds,
        sources.map(({ id }) => id),
      );
      assert.deepEqual(
        state.items.map((item) => item.status),
        outcomes,
      );
    }),
  );
});
