// What a cutout that is to be checked says, as pure text.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DOUBT_WORDS, doubtDetails, doubtInShort, doubtInWords } from "../../web/src/words/doubt-words.js";
import { add, after, done, made } from "./queue-fixtures.js";

/** @import { Item, ItemResult } from "../../web/src/queue/item.js" */

const [item] = after(add("a"), done("a")).items;
/** @type {(facts: Partial<ItemResult["facts"]>) => Item} */
const withFacts = (facts) => ({ ...item, result: made({ facts: { doubt: 1, reasons: [], ...facts } }) });
/** @type {(...reasons: string[]) => string} */
const said = (...reasons) => doubtInWords(withFacts({ reasons }));

test("nothing is said where there is nothing to check", () => {
  assert.equal(doubtInWords(item), "");
  assert.equal(said(), "", "a score alone is not shown in the list");
  assert.equal(doubtInWords(after(add("a")).items[0]), "");
});

test("every reason has a sentence of its own, and says what to do", () => {
  const sentences = Object.keys(DOUBT_WORDS).map((reason) => said(reason));
  for (const text of sentences) assert.match(text, /^[A-Z][^.]+\. (Look at it|See whether|Compare) [^.]+\.$/);
  assert.equal(new Set(sentences).size, sentences.length);
  assert.match(said("none"), /^No clear subject was found: nearly nothing /);
  assert.match(said("everything"), /nearly the whole photo was kept/);
  assert.match(said("plain"), /^The photo is nearly plain: .*a guess\./);
  assert.match(said("transparent"), /^The photo itself is transparent nearly everywhere/);
});

test("several reasons are all said, the weightiest first, and what to do once; in short the weightiest two", () => {
  const { pieces, soft, borders } = DOUBT_WORDS;
  const two = `${pieces?.sentence} ${soft?.sentence}`;
  assert.equal(said("pieces", "soft", "borders"), `${two} ${borders?.sentence} ${pieces?.advice}`);
  const item3 = withFacts({ reasons: ["pieces", "soft", "borders"] });
  assert.equal(doubtInShort(item3), `${two} ${pieces?.advice}`);
  assert.equal(doubtInShort(item), "");
});

test("what is half transparent by right is not called a fault", () => {
  assert.match(said("soft"), /right for glass or a veil, .* Look at it on a colour, or try another look\.$/);
});

test("a reason that only another version of the page knows is not hidden", () => {
  assert.equal(said("blurred"), "It may not be what you want. Look at it before you use it.");
  assert.equal(said("blurred", "toString"), said("blurred"));
});

test("damaged weights come before everything that the network answered with them", () => {
  const damaged = doubtInWords(withFacts({ reasons: ["none"], model_damaged: true }));
  assert.match(damaged, /copy in this page was damaged .* Run it again/);
  assert.doesNotMatch(damaged, /subject/);
});

test("the details have the number, whatever it is, with its scale, and every reason", () => {
  const scale = "(0% is sure, 100% certainly wrong)";
  assert.deepEqual(doubtDetails({ doubt: 0, reasons: [] }), [["Doubt", `0% ${scale}`]]);
  assert.deepEqual(doubtDetails({ doubt: 0.29, reasons: ["soft", "pieces", "new", "newer"], model_damaged: true }), [
    ["Doubt", `29% ${scale}`],
    ["To check", DOUBT_WORDS.soft?.sentence],
    ["To check", DOUBT_WORDS.pieces?.sentence],
    ["To check", "It may not be what you want."],
    ["Model’s copy", "damaged when this was made"],
  ]);
});
