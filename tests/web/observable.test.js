// Facts that several parts read: a value that changes and who hears of it, and the cutouts that a person has.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createObservable } from "../../web/src/lib/observable.js";
import { createSavedCutouts } from "../../web/src/page/saved-cutouts.js";
import { add, after, done, rerun } from "./queue-fixtures.js";

/** @import { Item } from "../../web/src/queue/item.js" */

test("a change is told after it, in the order of those who asked; the same value is no change", () => {
  const fact = createObservable(1);
  const heard = /** @type {unknown[]} */ ([]);
  fact.subscribe((value) => heard.push(["first", value, fact.get()]));
  fact.subscribe((value) => heard.push(["second", value, fact.get()]));
  fact.set(1);
  assert.deepEqual(heard, []);
  fact.set(2);
  assert.deepEqual(heard, [
    ["first", 2, 2],
    ["second", 2, 2],
  ]);
});

test("who comes while a change is told hears of the next one", () => {
  const fact = createObservable("a");
  const heard = /** @type {string[]} */ ([]);
  fact.subscribe((value) => {
    if (value === "b") fact.subscribe((later) => heard.push(later));
  });
  fact.set("b");
  fact.set("c");
  assert.deepEqual(heard, ["c"]);
});

test("a cutout that the person has counts until it is made anew", () => {
  const saved = createSavedCutouts();
  let told = 0;
  saved.subscribe(() => {
    told += 1;
  });
  const before = after(add("a", "b", "c"), done("a"), done("b")).items;
  saved.add([before[0]]);
  saved.add([before[0]]);
  saved.add([]);
  assert.equal(told, 1, "only news is told");
  const missing = (/** @type {readonly Item[]} */ items) => saved.missing(items).map(({ id }) => id);
  assert.deepEqual(missing(before), ["b"], "c has no cutout yet");
  assert.deepEqual(
    missing(after(add("a", "b", "c"), done("a"), done("b"), rerun(["a"]), done("c"), done("a", 2)).items),
    ["a", "b", "c"],
  );
});
