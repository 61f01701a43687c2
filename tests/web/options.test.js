// Options: what is read from outside, which options count, and when two sets make the same file.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  counts,
  DEFAULT_OPTIONS,
  makeTheSame,
  OPTION_KEYS,
  OPTION_TABLE,
  readOptions,
} from "../../web/src/shared/options.js";

/** @import { OptionTable, Value } from "../../web/src/shared/options.js" */

/** @type {OptionTable} */
const TABLE = OPTION_TABLE;

/** Every value of a rule, of a range its ends and one between. @param {string} key @returns {readonly Value[]} */
function values(key) {
  const rule = TABLE[key];
  if (rule?.kind === "choice") return rule.choices;
  return rule?.kind === "whole" ? [rule.least, rule.least + 1, rule.most] : [false, true];
}

/** Drawn, always the same: all sets would double with each new option. @returns {Record<string, Value>[]} */
function drawnSets() {
  let state = 1;
  /** @param {readonly Value[]} choices */
  const draw = (choices) => {
    state = (state * 48271) % 2147483647;
    return /** @type {Value} */ (choices[state % choices.length]);
  };
  return Array.from({ length: 300 }, () => Object.fromEntries(OPTION_KEYS.map((key) => [key, draw(values(key))])));
}

test("options: defaults fill in, nothing unknown passes", () => {
  for (const key of OPTION_KEYS) assert.equal(DEFAULT_OPTIONS[key], OPTION_TABLE[key].default, key);
  assert.deepEqual(readOptions({}), DEFAULT_OPTIONS);
  assert.deepEqual(readOptions({ clean_edges: false }), { ...DEFAULT_OPTIONS, clean_edges: false });
  const edges = { clean_edges: false, edges: "plain", hidden_colours: "extend" };
  const chosen = { format: "avif", quality: 1, lossless: true, ...edges };
  assert.deepEqual(readOptions(chosen), { ...DEFAULT_OPTIONS, ...chosen });
  assert.throws(() => readOptions({ format: "gif" }), /options\.format must be "png", "webp" or "avif", found "gif"/);
  for (const quality of [0, 101, 50.5, "85", null]) {
    assert.throws(() => readOptions({ quality }), /options\.quality must be a whole number from 1 to 100, found/);
  }
  assert.throws(() => readOptions({ lossless: "yes" }), /options\.lossless must be true or false, found "yes"/);
  assert.throws(() => readOptions({ clean_edges: 1 }), /options\.clean_edges must be true or false, found 1/);
  assert.throws(() => readOptions({ edges: "on" }), /options\.edges must be "fine" or "plain", found "on"/);
  assert.deepEqual(readOptions({ edges: "plain" }), { ...DEFAULT_OPTIONS, edges: "plain" }, "as it was called before");
  assert.throws(() => readOptions({ refine_edges: "on" }), /options\.refine_edges is not an option/);
  assert.throws(
    () => readOptions({ hidden_colours: "none" }),
    /options\.hidden_colours must be "keep", "extend" or "clear", found "none"/,
  );
  assert.throws(
    () => readOptions({ cleanEdges: true }),
    /options\.cleanEdges is not an option; the options are format, .*clean_edges/,
  );
  assert.throws(() => readOptions(null), /must be an object, found null/);
  assert.throws(() => readOptions([]), /must be an object/);
});

test("options make the same file where they differ only in what the format makes no use of", () => {
  const png = { ...DEFAULT_OPTIONS };
  const webp = { ...DEFAULT_OPTIONS, format: /** @type {const} */ ("webp") };
  assert.equal(makeTheSame(png, { ...png, quality: 10, lossless: true }), true);
  assert.equal(makeTheSame(png, { ...png, clean_edges: false }), false);
  assert.equal(makeTheSame(webp, { ...webp, edges: "plain" }), false);
  assert.equal(makeTheSame(png, webp), false);
  assert.equal(makeTheSame(webp, { ...webp, quality: 10 }), false);
  assert.equal(makeTheSame(webp, { ...webp, lossless: true }), false);
  assert.equal(makeTheSame({ ...webp, lossless: true }, { ...webp, lossless: true, quality: 10 }), true);
  const quality = [png, webp, { ...webp, lossless: true }].map((options) => counts("quality", options));
  assert.deepEqual(quality, [false, true, false]);
});

test("hidden colours count where the file keeps them", () => {
  const kept = { ...DEFAULT_OPTIONS };
  const cleared = { ...DEFAULT_OPTIONS, hidden_colours: /** @type {const} */ ("clear") };
  for (const [format, lossless, isSame] of /** @type {const} */ ([
    ["png", false, false],
    ["webp", true, false],
    ["avif", true, false],
    ["webp", false, true],
    ["avif", false, true],
  ])) {
    assert.equal(makeTheSame({ ...kept, format, lossless }, { ...cleared, format, lossless }), isSame, format);
    assert.equal(counts("hidden_colours", { ...kept, format, lossless }), !isSame);
  }
});

test("two sets that differ in any option make other files of a matte, unless it counts in neither", () => {
  for (const set of drawnSets()) {
    for (const key of OPTION_KEYS) {
      for (const value of values(key)) {
        if (value === set[key]) continue;
        const other = { ...set, [key]: value };
        const isIdle = TABLE[key]?.changes === "matte" || (!counts(key, set) && !counts(key, other));
        assert.equal(makeTheSame(set, other), isIdle, `${key}: ${JSON.stringify([set, other])}`);
        assert.equal(makeTheSame(other, set), isIdle, `${key}: ${JSON.stringify([other, set])}`);
      }
    }
    assert.equal(makeTheSame(set, { ...set }), true);
  }
});

test("every option makes a difference somewhere, and no default is idle for good", () => {
  for (const key of OPTION_KEYS)
    assert.ok(
      drawnSets().some((set) => counts(key, set)),
      key,
    );
});

test("an option that is added to the table is compared without more", () => {
  /** @type {OptionTable} */
  const more = {
    ...TABLE,
    drawn: { kind: "flag", default: false, changes: "cutout", counts: null },
    drawn_size: { kind: "whole", least: 0, most: 50, default: 8, changes: "cutout", counts: [{ drawn: [true] }] },
  };
  const plain = { ...DEFAULT_OPTIONS, drawn: false, drawn_size: 8 };
  assert.equal(makeTheSame(plain, { ...plain, drawn: true }, more), false);
  assert.equal(makeTheSame(plain, { ...plain, drawn_size: 9 }, more), true);
  assert.equal(makeTheSame({ ...plain, drawn: true }, { ...plain, drawn: true, drawn_size: 9 }, more), false);
});
