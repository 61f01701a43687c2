// What the page says about each option: beside the settings, and of a finished cutout.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_OPTIONS, OPTION_KEYS, OPTION_TABLE } from "../../web/src/shared/options.js";
import { OPTION_WORDS, optionsInWords } from "../../web/src/words/options.js";

const LOSSY = { ...DEFAULT_OPTIONS, format: /** @type {const} */ ("webp") };

/** Of the default model. */
const LOOKS = ["square 1024", "square 512", "aspect 768"];

/** @param {string} hidden_colours */
const hint = (hidden_colours) => hiddenColoursHint(/** @type {any} */ ({ ...DEFAULT_OPTIONS, hidden_colours }), LOOKS);

const hiddenColoursHint = OPTION_WORDS.hidden_colours.hint ?? assert.fail("hidden_colours has no hint");

test("each choice of hidden colours says what becomes of the background, and at what price", () => {
  assert.match(hint("keep"), /paint the background back.*travels inside the file/);
  assert.match(hint("extend"), /colours go on outwards.*background is gone.*nothing bleeds in/);
  assert.match(hint("clear"), /background is gone.*dark rims/);
});

test("all looks say how much longer the network takes, from the pixels of each; one look cannot be chosen among", () => {
  const hint = OPTION_WORDS.looks.hint ?? assert.fail("looks have no hint");
  const all = { ...DEFAULT_OPTIONS, looks: /** @type {const} */ ("all") };
  assert.match(hint(all, LOOKS), / about 1\.8 times as long\.$/);
  assert.match(hint(all, ["square 512", "square 512", "aspect 512"]), / about 3\.0 times as long\.$/);
  assert.match(hint(DEFAULT_OPTIONS, LOOKS), /where in doubt/);
  assert.match(hint(all, ["square 1024"]), /in one way only/);
});

test("a lossy file gets one hint, whatever is chosen", () => {
  const hints = OPTION_TABLE.hidden_colours.choices.map((hidden_colours) =>
    hiddenColoursHint({ ...LOSSY, hidden_colours }, LOOKS),
  );
  assert.equal(new Set(hints).size, 1);
  assert.match(hints[0] ?? "", /lossy file does not keep/);
  assert.equal(hiddenColoursHint({ ...LOSSY, lossless: true }, LOOKS), hint("keep"));
});

test("each option has its words, and nothing else has", () => {
  const missing = OPTION_KEYS.filter((key) => !Object.hasOwn(OPTION_WORDS, key));
  assert.deepEqual(missing, [], "options without a record in words/options.js");
  const left = Object.keys(OPTION_WORDS).filter((key) => !Object.hasOwn(OPTION_TABLE, key));
  assert.deepEqual(left, [], "words of options that the table does not have");
});

test("each option has a label of its own, and a name for each of its choices", () => {
  const labels = OPTION_KEYS.map((key) => OPTION_WORDS[key].label);
  assert.equal(new Set(labels).size, labels.length);
  for (const key of OPTION_KEYS) {
    const { label, group, choices = {}, hint } = OPTION_WORDS[key];
    assert.match(label, /^[A-Z][^.]*$/, key);
    assert.ok(["file", "edges", "network"].includes(group), key);
    const record = OPTION_TABLE[key];
    const words = record.kind === "choice" ? record.choices : [];
    assert.deepEqual(Object.keys(choices).toSorted(), [...words].toSorted(), `the choices of ${key}`);
    if (hint !== undefined) assert.match(hint(DEFAULT_OPTIONS, LOOKS), /^[A-Z].*\.$/, key);
  }
});

test("a finished cutout names the settings it was made with", () => {
  assert.deepEqual(optionsInWords(DEFAULT_OPTIONS), [
    ["Clean edge colours", "on"],
    ["Hair and edges", "fine"],
    ["Hidden colours", "kept"],
  ]);
  const others = {
    clean_edges: false,
    edges: /** @type {const} */ ("plain"),
    hidden_colours: /** @type {const} */ ("clear"),
  };
  assert.deepEqual(
    optionsInWords({ ...DEFAULT_OPTIONS, ...others }).map(([, text]) => text),
    ["off", "plain", "cleared"],
  );
  assert.deepEqual(optionsInWords(LOSSY).at(-1), ["Hidden colours", "not kept in a lossy file"]);
});
