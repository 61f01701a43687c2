// What must hold for the queue whatever happens in whatever order. Events are random; a ledger that knows only effects
// and events, not the reducer's reasons, says which job is alive.

import assert from "node:assert/strict";
import { test } from "node:test";
import { INITIAL_STATE } from "../../web/src/queue/reducer.js";
import { fc } from "./deps.js";
import { ERROR, MATTE, RESULT, source, step } from "./queue-fixtures.js";

// Written out here, so that a change of the product's table does not change what is tested. Only what has a result is done:
// checkState holds every item to that.
const LEGAL = {
  queued: ["processing", "cancelled", "done"],
  processing: ["done", "failed", "cancelled", "queued"],
  done: ["queued", "failed"],
  failed: ["queued"],
  cancelled: ["queued"],
};

const LACKS_MODEL = { ...ERROR, code: "model-unavailable", stage: "model" };

const ids = fc.constantFrom("a", "b", "c", "d", "e");
const jobTypes = fc.constantFrom(
  ...["progress", "provider", "matte", "done", "failed", "ranOut", "matteDamaged", "lacksModel", "lacksCodec"],
);
const models = fc.constantFrom("balanced", "quick");

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

function report(type, { id, attempt }, now) {
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

const isReport = (event) => ["progress", "provider", "matte", "done", "failed"].includes(event.type);
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
  }
}

const marked = (result) => ({ ...result, details: { ...result.details, model_damaged: true } });

/** A result goes only for a newer one, or because it is spoiled; a damaged model is noted on it. */
function checkResults(before, event, after, effects, isLive) {
  for (const { id, result } of before.items.filter((item) => item.result !== null)) {
    const now = byId(after, id).result;
    if (event.type === "spoiled" && event.id === id) assert.equal(now, null);
    else if (event.type === "modelDamaged" && event.ids.includes(id)) assert.deepEqual(now, marked(result));
    else if (event.type === "done" && isLive && event.id === id) assert.equal(now.bytes, event.result.bytes);
    else assert.equal(now, result, "a result was lost or changed");
  }
  const spoiled = event.type === "spoiled" && (byId(before, event.id)?.result ?? null) !== null ? [event.id] : [];
  assert.deepEqual(
    effects.flatMap((effect) => (effect.type === "discardResults" ? effect.ids : [])),
    spoiled,
  );
}

/** A matte goes only where it is damaged, or found by a damaged model; what is made from it ends with it. */
function checkMattes(before, event, { state, effects }, isLive) {
  const gone = before.items.filter((item) => item.matte !== null && byId(state, item.id).matte === null);
  for (const item of gone) {
    const isDamaged = isLive && event.error?.code === "matte-damaged" && item.work === "finish";
    assert.ok(isDamaged || (event.type === "modelDamaged" && event.ids.includes(item.id)), "a matte was lost");
    assert.equal(byId(state, item.id).attempt, item.attempt + (item.status === "processing" ? 1 : 0));
  }
  const dropped = effects.findIndex((effect) => effect.type === "discardMattes");
  const ids = gone.map(({ id }) => id);
  assert.deepEqual(dropped === -1 ? [] : effects[dropped].ids, ids);
  const start = effects.findIndex((effect) => effect.type === "start");
  assert.ok(start === -1 || dropped < start, "a job starts before the damaged matte is gone");
}

/** The cheapest work that gives what is asked. */
function checkStart({ state, effects }) {
  const start = effects.find((effect) => effect.type === "start");
  if (start === undefined) return;
  const index = state.items.findIndex((item) => item.id === start.id);
  const isEarlier = state.items.slice(0, index).some((item) => item.status === "queued");
  assert.ok(!isEarlier, "an earlier item was passed over");
  const { matte, work } = state.items[index];
  const isThere = matte !== null && matte.model === state.wanted?.model && matte.version === state.wanted?.version;
  assert.deepEqual([start.work, start.matte, work], isThere ? ["finish", matte, "finish"] : ["cut", null, "cut"]);
}

function checkStep(before, event, next, isLive) {
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
    checkResults(before, event, state, effects, isLive);
    checkMattes(before, event, next, isLive);
  }
  checkStart(next);
  for (const id of event.type === "rerun" ? event.ids : []) {
    const old = byId(before, id);
    if (old?.status === "done") assert.equal(byId(state, id).attempt, old.attempt + 1);
  }
  const isResumed = event.type === "restore" && state.items.length > before.items.length;
  const expectPaused = { pause: true, resume: false, clear: false }[event.type] ?? (before.paused && !isResumed);
  assert.equal(state.paused, expectPaused);
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

/**
 * A second account of who lacks the server: by id the attempt that failed for want of it, with what was known of the server
 * then. Asked and there: it failed for good.
 */
function lackLedger() {
  /** @type {Map<string, number>} */
  const lacks = new Map();
  let isAway = false;
  const isLacking = (item) => ["model-unavailable", "runtime-unavailable"].includes(item?.error?.code);
  const isStill = (state, [id, attempt]) => isLacking(byId(state, id)) && byId(state, id).attempt === attempt;
  return {
    /** What must have happened to those that lack it, and to nobody else. */
    check(before, event, state, effects) {
      if (event.type === "serverAnswer") {
        const meant = [...lacks].filter((entry) => isStill(before, entry)).map(([id]) => id);
        const again = event.isThere === true && isAway ? meant : [];
        for (const item of before.items) {
          const now = byId(state, item.id);
          const isStarted = effects.some(({ type, id }) => type === "start" && id === item.id);
          if (again.includes(item.id))
            assert.equal(now.attempt, item.attempt + 1, "what waited for the server is not put back");
          else if (item.status === "processing" && state.server.holds && !before.server.holds) {
            assert.deepEqual([now.status, now.attempt], ["queued", item.attempt + 1]);
          } else if (!isStarted)
            assert.equal(now, item, "the server's answer changed an item that does not wait for it");
        }
        const stops = meant.some((id) => ["model", "start"].includes(byId(before, id).error.stage));
        assert.ok(!state.server.holds || before.server.holds || stops, "held for what only one photo lacks");
        isAway = event.isThere === false;
        if (!isAway) lacks.clear();
        assert.equal(state.server.isAway, isAway);
      } else {
        const mayRelease = ["resume", "restore", "clear"].includes(event.type);
        assert.ok(!state.server.holds || !["resume", "clear"].includes(event.type), "it is still held");
        assert.ok(state.server.holds === before.server.holds || (mayRelease && !state.server.holds));
      }
      for (const item of state.items) {
        if (isLacking(item) && !isLacking(byId(before, item.id))) lacks.set(item.id, item.attempt);
      }
    },
  };
}

test("random events: legal moves, one job at a time, nothing lost, nothing stalls", () => {
  const happened = new Map();
  const works = new Set();
  let [held, putBack] = [0, 0];
  fc.assert(
    fc.property(fc.array(wishes, { minLength: 1, maxLength: 60, size: "max" }), (sequence) => {
      let state = INITIAL_STATE;
      let running = null;
      const ledger = lackLedger();
      sequence.forEach((wish, index) => {
        const event = toEvent(wish, running, index + 1);
        const next = step(state, event);
        for (const effect of next.effects) if (effect.type === "start") works.add(effect.work);
        const { alive, isLive } = follow(running, event, next.effects);
        checkStep(state, event, next, isLive);
        ledger.check(state, event, next.state, next.effects);
        if (event.type !== "clear") {
          checkMoves(state, event, next.state, next.effects);
        }
        checkState(next.state, alive);
        if (next.state.server.holds && !state.server.holds) held += 1;
        if (event.type === "serverAnswer" && next.effects.some(({ type }) => type === "stop")) putBack += 1;
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
    "matte",
    "modelDamaged",
    "pause",
    "progress",
    "provider",
    "rerun",
    "restore",
    "resume",
    "retry",
    "retryFailed",
    "serverAnswer",
    "spoiled",
    "want",
  ]);
  assert.deepEqual([...works].sort(), ["cut", "finish"]);
  assert.ok(held > 20 && putBack > 20, `the server held the queue ${held} times and put ${putBack} photos back`);
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
