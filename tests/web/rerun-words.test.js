// What the offer to make cutouts anew says: why, whether the network runs again, and about how long it takes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { expectedTime } from "../../web/src/queue/expected-time.js";
import { possibleChanges } from "../../web/src/queue/selectors.js";
import { rerunInWords } from "../../web/src/words/rerun-words.js";
import { add, after, done, found, RESULT, rerun, want } from "./queue-fixtures.js";

/** @param {number} count @param {number | null} [seconds] */
const expected = (count, seconds = null) => ({ count, seconds });
const none = expected(0);

test("why: other settings, damaged weights, or both; and what stands in the way", () => {
  assert.equal(rerunInWords({ finish: none, cut: none }, 0, 0), "");
  const cut = (/** @type {number} */ count) => ({ finish: none, cut: expected(count) });
  assert.match(rerunInWords(cut(2), 0, 0), /^2 cutouts were made with other settings\. /);
  assert.match(rerunInWords(cut(1), 0, 1), /^1 cutout was made with a damaged copy of the model\. /);
  assert.match(
    rerunInWords(cut(2), 0, 1),
    /^2 cutouts were made with other settings or a damaged copy of the model\. /,
  );
  assert.match(
    rerunInWords(cut(1), 1, 2),
    /1 cutout was too, but its photo is no longer at hand: to change it, add the files again\.$/,
  );
  assert.match(
    rerunInWords({ finish: none, cut: none }, 1, 1),
    /^1 cutout was made with a damaged copy of the model; its photo is no longer at hand, so it stays as it is\. To change/,
  );
});

test("whether the network runs again, and how long it takes, where that is known", () => {
  const said = (/** @type {any} */ finish, /** @type {any} */ cut) =>
    rerunInWords({ finish, cut }, 0, 0).replace(/^.*? made with other settings\. /, "");
  assert.equal(said(expected(1, 2.4), none), "Changing it takes about 2 s; the network does not run again.");
  assert.equal(said(expected(12, 18), none), "Changing them takes about 20 s; the network does not run again.");
  assert.equal(said(expected(12), none), "To change them, the network does not run again.");
  assert.equal(said(none, expected(12, 185)), "The network runs again: about 3 minutes.");
  assert.equal(said(none, expected(12)), "The network runs again.");
  assert.equal(
    said(expected(9, 0.2), expected(3, 10_000)),
    "9 are changed without the network: about 1 s. For 3 the network runs again: about 3 hours.",
  );
  assert.equal(
    said(expected(1, 58), expected(1)),
    "1 is changed without the network: about 1 minute. For 1 the network runs again.",
  );
});

/** @param {any} id @param {any} timings @param {number} [attempt] */
const doneIn = (id, timings, attempt = 1, now = 9) => ({ ...done(id, attempt, now), result: { ...RESULT, timings } });
const other = { ...RESULT.options, quality: 1 };
const CUT = { model: 1, start: 2, wait: 3, decode: 0.5, prepare: 4, inference: 5, alpha: 0.25, encode: 0.25 };

/** @param {any} state */
const timeOf = (state) => expectedTime(possibleChanges(state, other, () => true).possible, state);

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
