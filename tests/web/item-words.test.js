// What a row says about its item, as pure text.

import assert from "node:assert/strict";
import { test } from "node:test";
import { formatName } from "../../web/src/shared/export-types.js";
import { DEFAULT_OPTIONS, OPTION_TABLE } from "../../web/src/shared/options.js";
import { describeError } from "../../web/src/words/errors.js";
import { formatHint } from "../../web/src/words/format-words.js";
import {
  cutoutInWords,
  factsInWords,
  failureInWords,
  noteInWords,
  retryCanHelp,
  statusInWords,
} from "../../web/src/words/item-words.js";
import { add, after, done, made, rerun } from "./queue-fixtures.js";

/** @import { Item, ItemError, ItemResult } from "../../web/src/queue/item.js" */

const plain = (/** @type {string} */ text) => text.replaceAll("\u00a0", " ");
const [item] = after(add("a"), done("a")).items;

/** @type {(details: ItemResult["details"]) => Item} */
const withDetails = (details) => ({ ...item, result: made({ details }) });
/** @type {(facts: ItemResult["facts"]) => Item} */
const withFacts = (facts) => ({ ...item, result: made({ facts }) });

test("a finished item: size, format, bytes, time", () => {
  assert.equal(plain(factsInWords(item, 0, 0)), "40 × 30 · PNG · 2 kB · 0 s");
  assert.equal(plain(cutoutInWords(made({ width: 4032, extension: ".avif" }))), "4,032 × 30 · AVIF · 2 kB");
});

test("a photo that is changed: it waits with its cutout, and says what became of it", () => {
  const waiting = after(add("a", "b"), done("a"), rerun(["a"])).items[0];
  assert.equal(statusInWords(waiting), "Done, waiting to be changed");
  assert.match(plain(factsInWords(waiting, 0, 0)), /^40 × 30 · PNG/);
  /** @type {Item} */
  const failed = {
    ...item,
    error: { code: "worker-crashed", stage: "encode", found: {}, detail: "" },
  };
  assert.equal(statusInWords(failed), "Done, but not changed");
  assert.match(
    failureInWords(failed),
    /^It was not changed: The job stopped without an answer\. Most often there .*Close other tabs and try again\. The earlier cutout stays\.$/,
  );
});

test("a finish counts its own steps", () => {
  const step = (/** @type {Item["work"]} */ work, /** @type {Item["stage"]} */ stage) =>
    statusInWords({ ...item, status: "processing", work, stage });
  assert.equal(step("cut", "foreground"), "7 of 10: Finishing the edges");
  assert.equal(step("finish", "start"), "1 of 7: Starting");
  assert.equal(step("finish", "foreground"), "4 of 7: Finishing the edges");
});

test("a name that promises another format is remarked on, a right one is not", () => {
  assert.equal(noteInWords(item), "");
  assert.equal(noteInWords(withDetails({ source_format: "JPEG" })), "");
  assert.equal(noteInWords(withDetails({ source_format: "JPEG", named_as: ".png" })), "Named .png, holds JPEG");
  assert.equal(
    noteInWords(withDetails({ source_format: "PNG", source_range: "HLG" })),
    "HDR (HLG), tone-mapped to SDR",
  );
  assert.equal(noteInWords(after(add("a")).items[0]), "");
});

test("a cutout with a reason to check it says “Check this one”", () => {
  assert.equal(statusInWords(item), "Done");
  assert.equal(statusInWords(withFacts({ doubt: 1, reasons: ["none"] })), "Check this one");
  assert.equal(statusInWords(withFacts({ doubt: 0.2, reasons: [] })), "Done");
  assert.equal(statusInWords(withFacts({ doubt: 0, reasons: [], model_damaged: true })), "Check this one");
});

test("every format has a name, and a hint for either kind of compression", () => {
  assert.deepEqual(
    OPTION_TABLE.format.choices.map((format) => formatName(`.${format}`)),
    ["PNG", "WebP", "AVIF"],
  );
  assert.equal(formatName(".tif"), "TIF");
  for (const format of OPTION_TABLE.format.choices) {
    for (const lossless of [false, true]) {
      assert.match(formatHint({ ...DEFAULT_OPTIONS, format, lossless }), /^[A-Z].*\.$/, format);
    }
  }
});

test("what failed is said once: what was found, then what to do; never what a library said", () => {
  /** @type {(status: Item["status"], found: ItemError["found"], detail: string) => string} */
  const failedAs = (status, found, detail) =>
    failureInWords({ ...item, status, error: { code: "decode-failed", stage: "decode", found, detail } });
  const early = { case: "ends-early", format: "PNG" };
  const { title, sentence, advice } = describeError("decode-failed", early);
  assert.equal(failedAs("failed", early, "zlib -3"), `${sentence} ${advice}`);
  assert.equal(
    failedAs("failed", {}, "The words of an older page."),
    `${describeError("decode-failed").sentence} ${describeError("decode-failed").advice}`,
  );
  assert.equal(
    failedAs("done", early, ""),
    `It was not changed: ${title}. ${sentence} ${advice} The earlier cutout stays.`,
  );
});

test("a photo in work: which step of how many, counted from one", () => {
  const { items } = after(add("a"));
  const at = (/** @type {Item["stage"]} */ stage) => statusInWords({ ...items[0], status: "processing", stage });
  assert.equal(at(null), "Getting ready");
  assert.equal(at("model"), "1 of 10: Fetching the model");
  assert.equal(at("inference"), "5 of 10: Finding the subject");
  assert.equal(at("preview"), "10 of 10: Thumbnail");
  const looking = (/** @type {number} */ lookNumber) =>
    statusInWords({ ...items[0], status: "processing", stage: "inference", lookNumber });
  assert.equal(looking(1), "5 of 10: Finding the subject");
  assert.equal(looking(2), "5 of 10: Finding the subject, look 2");
});

test("Retry is for what may go better once more: not for a file that fails the same way again", () => {
  const helps = (/** @type {string} */ code) => retryCanHelp(/** @type {any} */ ({ error: { code } }));
  assert.deepEqual(["worker-crashed", "model-unavailable", "file-unreadable", "no-such-code"].map(helps), [
    true,
    true,
    true,
    true,
  ]);
  assert.deepEqual(["decode-failed", "empty-file", "source-not-kept"].map(helps), [false, false, false]);
  assert.equal(retryCanHelp(/** @type {any} */ ({ error: null })), true, "cancelled");
});
