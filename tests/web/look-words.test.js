// The looks of a photo as pure text: which one, how doubtful, what all cost, and what can be done with them now.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  choiceKept,
  costOfAll,
  doubtNumber,
  lookName,
  noMoreLooks,
  stateOfLooks,
} from "../../web/src/words/look-words.js";
import { add, after, done, ERROR, MATTE } from "./queue-fixtures.js";

/** @import { Item } from "../../web/src/queue/item.js" */
/** @import { ItemWithCutout } from "../../web/src/queue/selectors.js" */

/** @type {(...looks: string[]) => string[]} */
const names = (...looks) =>
  looks.map((_, index) =>
    lookName(
      looks.map((look) => ({ look })),
      index,
    ),
  );

const looks = ["square 1024", "aspect 768"].map((look) => ({ look, doubt: 0.2, reasons: [] }));
/** @type {(more?: Partial<Item>, chosen?: number) => ItemWithCutout} */
const withTwo = (more = {}, chosen = 0) => {
  const [item] = after(add("a"), done("a")).items;
  return /** @type {ItemWithCutout} */ ({ ...item, matte: { ...MATTE, looks, chosen }, ...more });
};

test("a look is called by its place, and by what is different from the first", () => {
  assert.deepEqual(names("square 1024", "aspect 768", "square 512", "square 1280"), [
    "First look",
    "Second look, in the photo’s own shape",
    "Third look, coarser",
    "Fourth look, finer",
  ]);
  assert.deepEqual(names("aspect 768", "square 1024", "aspect 768").slice(1), [
    "Second look, in a square",
    "Third look",
  ]);
  assert.equal(doubtNumber(0.615), "Doubt: 62%");
});

test("all looks cost what their pixels cost", () => {
  assert.equal(costOfAll(["square 1024"]), 1);
  assert.equal(costOfAll(["square 1024", "aspect 768"]), 1.5625);
});

test("two answers are there to be chosen from; one says why there are no more, or nothing", () => {
  assert.equal(stateOfLooks(withTwo(), "", ""), "2 looks of this photo. Press one to use it.");
  const one = withTwo({ matte: { ...MATTE, looks: looks.slice(0, 1), chosen: 0 } });
  assert.equal(stateOfLooks(one, "", ""), "");
  assert.equal(stateOfLooks(one, "Because.", ""), "Because.");
  assert.equal(stateOfLooks(withTwo({ matte: null }), "", ""), "");
  assert.equal(choiceKept(withTwo({}, 1)), "In use: second look, in the photo’s own shape. Your choice is kept.");
});

test("while it is worked on: what for and how far, or what it waits for; a failure is told", () => {
  const at = /** @type {const} */ ({ status: "processing", stage: "inference" });
  assert.equal(stateOfLooks(withTwo({ ...at, work: "cut" }), "", ""), "Looking again. 5 of 10: Finding the subject");
  assert.match(
    stateOfLooks(withTwo({ ...at, stage: "encode", work: "finish" }), "", ""),
    /^Making the cutout\. 5 of 7: /,
  );
  assert.equal(stateOfLooks(withTwo({ status: "queued" }), "", ""), "Waiting for its turn.");
  assert.equal(
    stateOfLooks(withTwo({ status: "queued" }), "", "Paused: press Resume"),
    "Waiting. Paused: press Resume.",
  );
  assert.match(stateOfLooks(withTwo({ error: ERROR }), "", ""), /^It was not changed: .* The earlier cutout stays\.$/);
});

test("what stands in the way of more looks", () => {
  assert.equal(noMoreLooks({ isAtHand: true, hasAll: false, lookCount: 2 }), "");
  assert.match(noMoreLooks({ isAtHand: false, hasAll: false, lookCount: 2 }), /add it once more/);
  assert.match(noMoreLooks({ isAtHand: true, hasAll: true, lookCount: 1 }), /in one way only/);
  assert.match(noMoreLooks({ isAtHand: true, hasAll: true, lookCount: 2 }), /all looks of this model/);
});
