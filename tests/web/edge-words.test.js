// What the page says about edges and hidden colours: beside the settings, and of a finished cutout.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { DEFAULT_OPTIONS, HIDDEN_COLOURS } from "../../web/src/shared/options.js";
import { edgeSettingsInWords, hiddenColoursHint } from "../../web/src/words/edge-words.js";

const LOSSY = { ...DEFAULT_OPTIONS, format: /** @type {const} */ ("webp") };

/** @param {string} hidden_colours */
const hint = (hidden_colours) => hiddenColoursHint(/** @type {any} */ ({ ...DEFAULT_OPTIONS, hidden_colours }));

test("each choice of hidden colours says what becomes of the background, and at what price", () => {
  assert.match(hint("keep"), /paint the background back.*travels inside the file/);
  assert.match(hint("extend"), /colours go on outwards.*background is gone.*nothing bleeds in/);
  assert.match(hint("clear"), /background is gone.*dark rims/);
});

test("a lossy file gets one hint, whatever is chosen", () => {
  const hints = HIDDEN_COLOURS.map((hidden_colours) => hiddenColoursHint({ ...LOSSY, hidden_colours }));
  assert.equal(new Set(hints).size, 1);
  assert.match(hints[0] ?? "", /lossy file does not keep/);
  assert.equal(hiddenColoursHint({ ...LOSSY, lossless: true }), hint("keep"));
});

test("the page starts with the hint of the default", async () => {
  const page = await readFile(new URL("../../server/templates/index.html", import.meta.url), "utf-8");
  assert.ok(page.includes(`id="hidden-colours-hint">${hint(DEFAULT_OPTIONS.hidden_colours)}</p>`));
});

test("a finished cutout names the edge settings it was made with", () => {
  assert.deepEqual(edgeSettingsInWords(DEFAULT_OPTIONS), [
    ["Clean edge colours", "on"],
    ["Refine edges", "on"],
    ["Hidden colours", "kept"],
  ]);
  const others = { clean_edges: false, refine_edges: false, hidden_colours: /** @type {const} */ ("clear") };
  assert.deepEqual(
    edgeSettingsInWords({ ...DEFAULT_OPTIONS, ...others }).map(([, text]) => text),
    ["off", "off", "cleared"],
  );
  assert.deepEqual(edgeSettingsInWords(LOSSY).at(-1), ["Hidden colours", "not kept in a lossy file"]);
});
