// What is remembered of a person's choices, and what happens where the browser's storage is of no use.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_OPTIONS, readOptions } from "../../web/src/shared/options.js";
import { DEFAULT_BACKGROUND, readBackground } from "../../web/src/ui/backgrounds.js";
import { createMemory } from "../../web/src/ui/memory.js";

/** @param {Record<string, string>} content */
function fakeStorage(content = {}) {
  return {
    content,
    getItem: (/** @type {string} */ key) => content[key] ?? null,
    setItem(/** @type {string} */ key, /** @type {string} */ text) {
      content[key] = text;
    },
  };
}

/** @param {() => any} storage */
const settings = (storage) => createMemory({ key: "s", read: readOptions, fallback: DEFAULT_OPTIONS, storage });

test("what was kept is recalled, and nothing else is touched", () => {
  const storage = fakeStorage({ other: "1" });
  const chosen = {
    ...DEFAULT_OPTIONS,
    quality: 40,
    edges: /** @type {const} */ ("plain"),
    hidden_colours: /** @type {const} */ ("clear"),
  };
  settings(() => storage).keep(chosen);
  assert.deepEqual(settings(() => storage).recall(), chosen);
  assert.deepEqual(Object.keys(storage.content), ["other", "s"]);
});

test("nothing stored, or something foreign, gives the fallback", () => {
  for (const text of ["", "{", "null", "[]", '"png"', '{"format":"gif"}', '{"quality":1e9}', '{"unknown":1}']) {
    assert.equal(settings(() => fakeStorage({ s: text })).recall(), DEFAULT_OPTIONS, text);
  }
  assert.equal(settings(() => fakeStorage()).recall(), DEFAULT_OPTIONS);
});

test("settings of an older version are completed", () => {
  const older = { format: "webp", quality: 60, lossless: true, clean_edges: false };
  const memory = settings(() => fakeStorage({ s: JSON.stringify(older) }));
  assert.deepEqual(memory.recall(), { ...older, edges: "fine", hidden_colours: "keep", looks: "automatic" });
});

test("edges that were refined or not are now fine or plain", () => {
  for (const [refine_edges, edges] of /** @type {const} */ ([
    [true, "fine"],
    [false, "plain"],
  ])) {
    const memory = settings(() =>
      fakeStorage({ s: JSON.stringify({ ...DEFAULT_OPTIONS, edges: undefined, refine_edges }) }),
    );
    assert.deepEqual(memory.recall(), { ...DEFAULT_OPTIONS, edges });
  }
});

test("a forbidden or full storage is no error", () => {
  const forbidden = settings(() => {
    throw new Error("SecurityError");
  });
  forbidden.keep(DEFAULT_OPTIONS);
  assert.equal(forbidden.recall(), DEFAULT_OPTIONS);
  const full = settings(() => ({
    getItem: () => null,
    setItem() {
      throw new Error("QuotaExceededError");
    },
  }));
  full.keep(DEFAULT_OPTIONS);
});

test("a remembered background is one of ours, with a colour that is one", () => {
  assert.deepEqual(readBackground({ name: "own", colour: "#A0b1C2" }), { name: "own", colour: "#A0b1C2" });
  for (const foreign of [
    null,
    1,
    {},
    { name: "own" },
    { name: "own", colour: "red" },
    { name: "sky", colour: "#000000" },
  ]) {
    assert.throws(() => readBackground(foreign), /not a background/);
  }
  assert.deepEqual(readBackground({ ...DEFAULT_BACKGROUND }), DEFAULT_BACKGROUND);
});
