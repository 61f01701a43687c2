// Which cutouts a person has: each result of a photo is another one.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createSavedCutouts } from "../../web/src/page/saved-cutouts.js";
import { add, after, done, failed } from "./queue-fixtures.js";

const rerun = { type: "rerun", ids: ["a"], now: 20 };
const missing = (/** @type {any} */ saved, /** @type {any[]} */ ...events) =>
  saved.missing(after(...events).items).map(({ id }) => id);

test("a cutout stays downloaded while it is changed and when that comes to nothing; a newer one is another", () => {
  const saved = createSavedCutouts();
  const first = [add("a", "b"), done("a"), done("b")];
  assert.deepEqual(missing(saved, ...first), ["a", "b"]);
  saved.add(after(...first).items.slice(0, 1));
  assert.deepEqual(missing(saved, ...first), ["b"]);
  assert.deepEqual(missing(saved, ...first, rerun), ["b"]);
  assert.deepEqual(missing(saved, ...first, rerun, { type: "cancel", id: "a", now: 21 }), ["b"]);
  assert.deepEqual(missing(saved, ...first, rerun, failed("a", 2)), ["b"]);
  assert.deepEqual(missing(saved, ...first, rerun, done("a", 2)), ["a", "b"]);
});
