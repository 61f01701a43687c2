// What the offer to make cutouts anew says: why, whether the network runs again, and about how long it takes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { expectedTime } from "../../web/src/queue/expected-time.js";
import { pacesOf } from "../../web/src/queue/paces.js";
import { possibleChanges } from "../../web/src/queue/selectors.js";
import { DEFAULT_OPTIONS } from "../../web/src/shared/options.js";
import { rerunInWords } from "../../web/src/words/rerun-words.js";
import { add, after, done, found, RESULT, rerun, step, want } from "./queue-fixtures.js";

/** @param {number} count @param {number | null} [seconds] */
const expected = (count, seconds = null) => ({ count, seconds });
const none = expected(0);

/** @param {any} expected @param {any[]} why @param {number} [impossible] */
const said = (expected, why, impossible = 0, isPaused = false, toFetch = 0) =>
  rerunInWords({ expected, impossible, why: new Set(why), isPaused, toFetch });

test("why: other settings, another model, damaged weights; and what stands in the way", () => {
  assert.equal(said({ finish: none, cut: none }, []), "");
  const cut = (/** @type {number} */ count) => ({ finish: none, cut: expected(count) });
  assert.match(said(cut(2), ["settings"]), /^2 cutouts were made with other settings\. /);
  assert.match(said(cut(2), ["model"]), /^2 cutouts were made with another model\. /);
  assert.match(said(cut(1), ["damage"]), /^1 cutout was made with a damaged copy of the model\. /);
  assert.match(
    said(cut(2), ["damage", "settings"]),
    /^2 cutouts were made with other settings or a damaged copy of the model\. /,
  );
  assert.match(
    said(cut(1), ["damage"], 1),
    /1 cutout was too, but its photo is no longer at hand: to change it, add the files again\.$/,
  );
  assert.match(
    said({ finish: none, cut: none }, ["damage"], 1),
    /^1 cutout was made with a damaged copy of the model; its photo is no longer at hand, so it stays as it is\. To change/,
  );
});

test("while a person has the queue paused, the offer says what starts it", () => {
  const finish = { finish: expected(1, 8), cut: none };
  assert.match(said(finish, ["settings"], 0, true), /does not run again\. The queue is paused: press Resume\.$/);
  assert.doesNotMatch(said({ finish: none, cut: none }, ["settings"], 1, true), /paused/, "nothing can start");
});

test("whether the network runs again, and how long it takes, where that is known", () => {
  const work = (/** @type {any} */ finish, /** @type {any} */ cut) =>
    said({ finish, cut }, ["settings"]).replace(/^.*? made with other settings\. /, "");
  assert.equal(work(expected(1, 2.4), none), "Changing it takes about 2 s; the network does not run again.");
  assert.equal(work(expected(12, 18), none), "Changing them takes about 20 s; the network does not run again.");
  assert.equal(work(expected(12), none), "They can be changed without running the network again.");
  assert.equal(work(none, expected(12, 185)), "The network runs again: about 3 minutes.");
  assert.equal(work(none, expected(12)), "The network runs again.");
  assert.equal(
    work(expected(9, 0.2), expected(3, 10_000)),
    "9 are changed without the network: about 1 s. For 3 the network runs again: about 3 hours.",
  );
  assert.equal(
    work(expected(1, 58), expected(1)),
    "1 is changed without the network: about 1 minute. For 1 the network runs again.",
  );
});

/** @param {any} id @param {any} timings @param {number} [attempt] */
const doneIn = (id, timings, attempt = 1, now = 9) => ({ ...done(id, attempt, now), result: { ...RESULT, timings } });
const other = { ...RESULT.options, quality: 1 };
/** @type {(state: any, options?: any, earlier?: any, network?: number | null) => any} */
const timeOf = (state, options = other, earlier = {}, network = null) => {
  const { possible } = possibleChanges(state, options, () => true);
  return expectedTime(possible, state, options, pacesOf(state.items, earlier), network);
};
const CUT = { model: 1, start: 2, wait: 3, decode: 0.5, prepare: 4, inference: 5, alpha: 0.25, encode: 0.25 };

test("a finish takes what its stages took, and Python's start once; what finishes had to wait for is better known then", () => {
  const cut = after(want(), add("a", "b"), found("a"), doneIn("a", CUT), found("b"), doneIn("b", CUT));
  assert.deepEqual(timeOf(cut).finish, { count: 2, seconds: 2 + 2 * 1 });
  const again = after(
    ...[want(), add("a", "b"), found("a"), doneIn("a", CUT), found("b"), doneIn("b", CUT)],
    ...[rerun(["a"]), doneIn("a", { wait: 0.5, decode: 1, encode: 1 }, 2)],
  );
  assert.deepEqual(timeOf(again).finish, { count: 2, seconds: 2 * 0.5 + 2 + 1 });
});

test("a cut takes what the cuts of the wanted model took, without the model's download", () => {
  const events = [
    want(),
    add("a", "b"),
    found("a"),
    doneIn("a", CUT, 1, 4001),
    doneIn("b", { ...CUT, model: 0 }, 1, 10_001),
  ];
  const { finish, cut } = timeOf(after(...events));
  assert.deepEqual([finish.count, cut], [1, { count: 1, seconds: (3 + 6) / 2 }]);
  const quick = timeOf(after(...events, want("quick")));
  assert.deepEqual(
    [quick.finish.count, quick.cut],
    [0, { count: 2, seconds: null }],
    "of that model nothing was measured",
  );
});

test("what an older page left without timings is not guessed at", () => {
  const { finish } = timeOf(after(want(), add("a", "b"), found("a"), doneIn("a", CUT), found("b"), doneIn("b", {})));
  assert.deepEqual(finish, { count: 2, seconds: null });
});

// What a change took in the browser, by what was chosen; the sums were measured, their parts are as those of other photos were.
const SAME = { decode: 0.7, alpha: 0.5, preview: 0.2, start: 0.7 };
/** @type {Record<string, any>} */
const TOOK = {
  png: [{ format: "png" }, { foreground: 2, encode: 1.2, verify: 0.4 }],
  clear: [
    { format: "png", hidden_colours: "clear" },
    { foreground: 2.1, encode: 1.2, verify: 0.4 },
  ],
  webp: [{ format: "webp" }, { foreground: 2, encode: 2.2, verify: 0.6 }],
  exactWebp: [
    { format: "webp", lossless: true },
    { foreground: 2, encode: 4.5, verify: 0.9 },
  ],
  avif: [{ format: "avif" }, { foreground: 2, encode: 7.5, verify: 1.6 }],
  bare: [
    { format: "png", clean_edges: false, edges: /** @type {const} */ ("plain") },
    { foreground: 0, encode: 1.2, verify: 0.4 },
  ],
};

test("what is promised is for what is chosen now: within half again of what it then took", () => {
  const [png, clear, webp, exactWebp, avif, bare] = Object.keys(TOOK);
  let known = {};
  let state = after(want(), add("a"), found("a"));
  let attempt = 0;
  /** @param {any} kind */
  const make = (kind) => {
    const [options, timings] = TOOK[kind];
    const result = { ...RESULT, width: 4000, height: 2500, options: { ...DEFAULT_OPTIONS, ...options } };
    attempt += 1;
    if (attempt > 1) state = step(state, rerun(["a"])).state;
    state = step(state, { ...done("a", attempt), result: { ...result, timings: { ...SAME, ...timings } } }).state;
    known = pacesOf(state.items, known);
  };
  make(png);
  for (const kind of [webp, avif, bare, clear, exactWebp, png, bare, avif]) {
    const [options, timings] = TOOK[kind];
    const { seconds } = timeOf(state, { ...DEFAULT_OPTIONS, ...options }, known).finish;
    const took = Object.values({ ...SAME, ...timings }).reduce((sum, each) => sum + each, 0);
    const factor = Math.max(seconds / took, took / seconds);
    assert.ok(factor < 1.5, `${kind}: ${seconds} s were promised, ${took} s it took`);
    make(kind);
  }
});

test("edges that this batch never finished are not guessed at; without them they cost nothing", () => {
  const off = { ...RESULT.options, clean_edges: false, edges: /** @type {const} */ ("plain") };
  const made = { ...doneIn("a", CUT), result: { ...RESULT, options: off, timings: CUT } };
  const state = after(want(), add("a"), found("a"), made);
  assert.equal(timeOf(state, RESULT.options).finish.seconds, null);
  const withEdges = after(want(), add("a"), found("a"), doneIn("a", { ...CUT, foreground: 4 }));
  assert.equal(timeOf(withEdges, off).finish.seconds, 2 + 1);
});

test("a model that has to be fetched first is said, where the network runs again", () => {
  const cut = said({ finish: none, cut: expected(2, 100) }, ["model"], 0, true, 88e6);
  assert.match(cut, /runs again: about 2 minutes\. The model \(88 MB\) has to be fetched first\. The queue is paused/);
  assert.doesNotMatch(said({ finish: expected(2, 5), cut: none }, ["settings"], 0, false, 88e6), /fetched/);
});

test("of a model that made no cutout here, what its network takes on this device counts, and the rest as it was here", () => {
  const timings = { ...CUT, model: 1, inference: 2 };
  const events = [want(), add("a", "b"), found("a"), doneIn("a", timings, 1, 4001), doneIn("b", timings, 1, 10_001)];
  const state = after(...events, want("quick"));
  assert.deepEqual(timeOf(state, other, {}, 10).cut, { count: 2, seconds: 2 * (10 + (1 + 3) / 2) });
  assert.equal(timeOf(state).cut.seconds, null, "nothing is known of it");
  const own = after(...events);
  assert.deepEqual(timeOf(own, other, {}, 10), timeOf(own), "what this batch measured with it comes first");
});
