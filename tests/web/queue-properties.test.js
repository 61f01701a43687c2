// What must hold for the queue whatever happens in whatever order. Events are random; a ledger that knows only effects
// and events, not the reducer's reasons, says which job is alive.

import assert from "node:assert/strict";
import { test } from "node:test";
import { INITIAL_STATE } from "../../web/src/queue/reducer.js";
import { fc } from "./deps.js";
import { present } from "./present.js";
import { source, step } from "./queue-fixtures.js";
import { byId, checkMoves, checkState, checkStep, follow } from "./queue-laws.js";
import { report, toEvent, wishes } from "./queue-wishes.js";

/** @import { QueueEvent, QueueState, Step } from "../../web/src/queue/events.js" */
/** @import { Item } from "../../web/src/queue/item.js" */
/** @import { Job } from "./queue-laws.js" */

/**
 * A second account of who lacks the server: by id the attempt that failed for want of it, with what was known of the server
 * then. Asked and there: it failed for good.
 */
function lackLedger() {
  /** @type {Map<string, number>} */
  const lacks = new Map();
  let isAway = false;
  const isLacking = (/** @type {Item | undefined} */ item) =>
    item?.error?.code === "model-unavailable" || item?.error?.code === "runtime-unavailable";
  /** @type {(state: QueueState, id: string, attempt: number) => boolean} */
  const isStill = (state, id, attempt) => isLacking(byId(state, id)) && byId(state, id)?.attempt === attempt;
  return {
    /**
     * What must have happened to those that lack it, and to nobody else.
     *
     * @param {QueueState} before
     * @param {QueueEvent} event
     * @param {Step} next
     */
    check(before, event, { state, effects }) {
      if (event.type === "serverAnswer") {
        const meant = [...lacks].filter((entry) => isStill(before, ...entry)).map(([id]) => id);
        const again = event.isThere === true && isAway ? meant : [];
        for (const item of before.items) {
          const now = present(byId(state, item.id));
          const isStarted = effects.some((effect) => effect.type === "start" && effect.id === item.id);
          if (again.includes(item.id))
            assert.equal(now.attempt, item.attempt + 1, "what waited for the server is not put back");
          else if (item.status === "processing" && state.server.holds && !before.server.holds) {
            assert.deepEqual([now.status, now.attempt], ["queued", item.attempt + 1]);
          } else if (!isStarted)
            assert.equal(now, item, "the server's answer changed an item that does not wait for it");
        }
        const stages = meant.map((id) => byId(before, id)?.error?.stage);
        const stops = stages.includes("model") || stages.includes("start");
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
      /** @type {Job | null} */
      let running = null;
      const ledger = lackLedger();
      sequence.forEach((wish, index) => {
        const event = toEvent(wish, running, index + 1);
        const next = step(state, event);
        for (const effect of next.effects) if (effect.type === "start") works.add(effect.work);
        const { alive, isLive } = follow(running, event, next.effects);
        checkStep(state, event, next, isLive);
        ledger.check(state, event, next);
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
    "asWanted",
    "cancel",
    "cancelAll",
    "chooseLook",
    "clear",
    "done",
    "failed",
    "matte",
    "modelDamaged",
    "moreLooks",
    "pause",
    "photosBack",
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
      const startedIds = /** @type {string[]} */ ([]);
      outcomes.forEach((outcome, index) => {
        assert.equal(effects.length, 1);
        const [start] = effects;
        assert.equal(start?.type, "start");
        startedIds.push(start.id);
        ({ state, effects } = step(state, report(outcome, start, index + 1)));
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
