// What a person asks of the looks of a photo, and what the setting does. Each by example; that nothing is lost in any order is
// queue-properties.test.js's.

import assert from "node:assert/strict";
import { test } from "node:test";
import { expectedTime } from "../../web/src/queue/expected-time.js";
import { pacesOf } from "../../web/src/queue/paces.js";
import { outdatedItems, possibleChanges } from "../../web/src/queue/selectors.js";
import {
  add,
  after,
  done,
  failed,
  found,
  MATTE,
  outline,
  progress,
  RESULT,
  rerun,
  step,
  TWO,
  want,
} from "./queue-fixtures.js";

/** @import { QueueEvent, QueueState } from "../../web/src/queue/events.js" */
/** @import { Looks } from "../../web/src/shared/work.js" */

/** @type {(look: number, ...ids: string[]) => QueueEvent} */
const chooseLook = (look, ...ids) => ({ type: "chooseLook", ids, look, now: 20 });
/** @type {(...ids: string[]) => QueueEvent} */
const moreLooks = (...ids) => ({ type: "moreLooks", ids, now: 20 });
const cancel = /** @type {const} */ ({ type: "cancel", id: "a", now: 21 });
/** @type {(looks: Looks, lookCount?: number) => QueueEvent} */
const wantLooks = (looks, lookCount = 2) => want("balanced", "1", looks, lookCount);
/** As an event: [work, looks, index of the chosen matte] of what starts. @param {{ effects: readonly any[] }} step */
const startOf = ({ effects }) =>
  effects
    .filter(({ type }) => type === "start")
    .map(({ work, looks, matte }) => [work, looks, matte?.chosen ?? null])[0];

/** One photo that the network looked at twice, and whose first look was better. */
const two = after(want(), add("a"), found("a", 1, TWO), done("a"));

test("another look is finished without the network, whatever was done before", () => {
  const states = {
    done: two,
    failed: after(want(), add("a"), found("a", 1, TWO), failed("a")),
    cancelled: after(want(), add("a"), found("a", 1, TWO), cancel),
    processing: after(want(), add("a"), found("a", 1, TWO)),
    "in work again": step(two, rerun(["a"])).state,
  };
  for (const [status, state] of Object.entries(states)) {
    const next = step(state, chooseLook(1, "a"));
    assert.deepEqual(startOf(next), ["finish", "automatic", 1], status);
    assert.equal(next.state.items[0].attempt, state.items[0].attempt + 1, status);
    assert.equal(next.state.items[0].result, state.items[0].result, status);
    assert.equal(next.effects[0]?.type, state.items[0].status === "processing" ? "stop" : "start", status);
  }
  const waiting = after(want(), add("a", "b"), found("a", 1, TWO), done("a"), rerun(["a"]));
  const { state, effects } = step(waiting, chooseLook(1, "a"));
  assert.deepEqual([outline(state), effects, state.items[0].matte?.chosen], ["a:queued b:processing", [], 1]);
  assert.deepEqual(startOf(step(state, done("b"))), ["finish", "automatic", 1]);
});

test("a look that is not there, or is chosen already, changes nothing", () => {
  for (const event of [
    chooseLook(0, "a"),
    chooseLook(2, "a"),
    chooseLook(-1, "a"),
    chooseLook(1, "z"),
    chooseLook(1),
  ]) {
    assert.equal(step(two, event).state, two);
  }
  const none = after(want(), add("a"), done("a"));
  assert.equal(step(none, chooseLook(0, "a")).state, none);
});

test("the chosen look stays chosen: for other settings, under another setting of looks, and until another model is asked", () => {
  const chosen = step(step(two, chooseLook(1, "a")).state, done("a", 2)).state;
  assert.equal(chosen.items[0].result?.look, "aspect 64");
  assert.deepEqual(startOf(step(chosen, rerun(["a"]))), ["finish", "automatic", 1]);
  const one = step(chosen, wantLooks("one")).state;
  assert.deepEqual(outdatedItems(one, RESULT.options), [], "a person knew better");
  assert.deepEqual(startOf(step(one, rerun(["a"]))), ["finish", "automatic", 1]);
  const other = step(one, want("quick")).state;
  assert.deepEqual(startOf(step(other, rerun(["a"]))), ["cut", "automatic", null]);
  assert.deepEqual(startOf(step(step(two, want("quick")).state, chooseLook(1, "a"))), ["finish", "automatic", 1]);
});

test("a choice that is cancelled leaves the look that the cutout was made from; one that failed can be tried again", () => {
  const choosing = step(two, chooseLook(1, "a")).state;
  const { state, effects } = step(choosing, cancel);
  assert.deepEqual(effects, [{ type: "stop", id: "a" }]);
  assert.deepEqual(
    [state.items[0].matte, state.items[0].result, state.items[0].keepsMatte],
    [TWO, two.items[0].result, false],
  );
  const broken = step(choosing, failed("a", 2)).state;
  assert.equal(outline(broken), "a:done");
  const { why } = possibleChanges(broken, { ...RESULT.options }, () => true);
  assert.deepEqual([...why], ["look"]);
  assert.deepEqual(startOf(step(broken, { type: "retry", id: "a", now: 30 })), ["finish", "automatic", 1]);
});

test("more looks ask the network in every way, whatever the setting; the cutout and its mattes stay until there are others", () => {
  const one = step(after(want(), add("a"), found("a"), done("a")), wantLooks("one")).state;
  const next = step(one, moreLooks("a", "z"));
  assert.deepEqual(startOf(next), ["cut", "all", null]);
  assert.deepEqual([next.state.items[0].matte, next.state.items[0].result], [MATTE, one.items[0].result]);
  const second = step(next.state, { ...progress("a", 2, "inference"), look: 2 }).state;
  assert.equal(second.items[0].lookNumber, 2);
  const { state } = step(second, cancel);
  assert.deepEqual(state.items[0], { ...one.items[0], attempt: 2, looks: "automatic" });
  assert.deepEqual(outdatedItems(state, RESULT.options), []);
  assert.deepEqual(startOf(step(step(second, failed("a", 2)).state, { type: "retry", id: "a", now: 30 })), [
    "cut",
    "all",
    null,
  ]);
  const all = [found("a", 2, { ...TWO, asked: "all" }), done("a", 2)].reduce(
    (each, event) => step(each, event).state,
    second,
  );
  assert.deepEqual(outdatedItems(all, RESULT.options), [], "that is more than the setting asks");
  assert.equal(step(all, moreLooks("a")).state, all, "there are no more");
  assert.equal(step(second, moreLooks("a")).state, second, "they are being made");
});

test("another setting of looks needs the network only where it would answer something else", () => {
  const once = after(want(), add("a"), found("a"), done("a"));
  /** @type {[QueueState, Looks, number, "cut" | "finish"][]} */
  const cases = [
    [once, "automatic", 2, "finish"],
    [once, "one", 2, "finish"],
    [once, "all", 2, "cut"],
    [once, "all", 1, "finish"],
    [two, "one", 2, "cut"],
    [two, "all", 2, "finish"],
    [two, "all", 3, "cut"],
  ];
  for (const [state, looks, count, work] of cases) {
    const next = step(state, wantLooks(looks, count)).state;
    const name = `${state.items[0].matte?.looks.length} looks, ${looks} of ${count}`;
    assert.equal(startOf(step(next, rerun(["a"])))?.[0], work, name);
    const { possible, why } = possibleChanges(next, { ...RESULT.options, looks }, () => true);
    assert.deepEqual([possible.length, ...why], work === "cut" ? [1, "settings"] : [0], name);
  }
});

test("which look is made is known while the network runs, and no longer", () => {
  const at = (/** @type {QueueEvent[]} */ ...events) => after(want(), add("a"), ...events).items[0].lookNumber;
  assert.equal(at(progress("a", 1, "prepare")), null);
  assert.equal(at(progress("a", 1, "inference")), null);
  assert.equal(at({ ...progress("a", 1, "inference"), look: 1 }, progress("a", 1, "inference", 0.5)), 1);
  assert.equal(at({ ...progress("a", 1, "inference"), look: 2 }, progress("a", 1, "alpha")), null);
  assert.equal(at({ ...progress("a", 1, "inference"), look: 2 }, done("a")), null);
});

test("how long it takes to ask anew depends on how many looks that are", () => {
  const took = (/** @type {number[]} */ ...seconds) => ({
    looks: seconds.map((each) => ({ look: "l", seconds: each })),
  });
  const end = (/** @type {string} */ id, /** @type {object} */ more, /** @type {number} */ now) => ({
    ...done(id, 1, now),
    result: { ...RESULT, timings: { model: 1 }, options: { ...RESULT.options, looks: "automatic" }, ...more },
  });
  // Beside their looks they took 2 s and 4 s, without the model's download of 1 s.
  const state = after(
    ...[want(), add("a", "b"), found("a"), /** @type {any} */ (end("a", took(10), 13_001))],
    ...[found("b", 1, TWO), /** @type {any} */ (end("b", took(10, 7), 13_001 + 22_000))],
  );
  const cut = (/** @type {QueueEvent} */ event, /** @type {object} */ options) => {
    const next = step(state, event).state;
    const chosen = { ...RESULT.options, ...options };
    return expectedTime(possibleChanges(next, chosen, () => true).possible, next, chosen, pacesOf(next.items)).cut;
  };
  const close = (/** @type {any} */ { count, seconds }) => [count, Math.round(seconds * 1000) / 1000];
  assert.deepEqual(close(cut(wantLooks("all"), { looks: "all" })), [1, 3 + 2 * 9]);
  assert.deepEqual(close(cut(wantLooks("all", 4), { looks: "all" })), [2, 2 * (3 + 4 * 9)]);
  assert.deepEqual(close(cut(wantLooks("one"), { looks: "one" })), [1, 3 + 9]);
  assert.deepEqual(close(cut(want("balanced", "1", "automatic"), {})), [0, 0]);
});
