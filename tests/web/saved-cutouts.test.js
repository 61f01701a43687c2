// Which cutouts a person has: each result of a photo is another one.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createSavedCutouts } from "../../web/src/page/saved-cutouts.js";
import { add, after, done, failed, rerun } from "./queue-fixtures.js";

/** @import { QueueEvent } from "../../web/src/queue/events.js" */

/** @param {ReturnType<typeof createSavedCutouts>} saved @param {QueueEvent[]} events */
const missing = (saved, ...events) => saved.missing(after(...events).items).map(({ id }) => id);

test("a cutout stays downloaded while it is changed and when that comes to nothing; a newer one is another", () => {
  const saved = createSavedCutouts();
  const first = [add("a", "b"), done("a"), done("b")];
  assert.deepEqual(missing(saved, ...first), ["a", "b"]);
  saved.add(after(...first).items.slice(0, 1));
  assert.deepEqual(missing(saved, ...first), ["b"]);
  assert.deepEqual(missing(saved, ...first, rerun(["a"])), ["b"]);
  assert.deepEqual(missing(saved, ...first, rerun(["a"]), { type: "cancel", id: "a", now: 21 }), ["b"]);
  assert.deepEqual(missing(saved, ...first, rerun(["a"]), failed("a", 2)), ["b"]);
  assert.deepEqual(missing(saved, ...first, rerun(["a"]), done("a", 2)), ["a", "b"]);
});
