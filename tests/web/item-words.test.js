// What a row says about its item, as pure text.

import assert from "node:assert/strict";
import { test } from "node:test";
import { describeError } from "../../web/src/shared/errors.js";
import { DEFAULT_OPTIONS, OPTION_TABLE } from "../../web/src/shared/options.js";
import { formatHint, formatName } from "../../web/src/words/format-words.js";
import {
  cutoutInWords,
  doubtInWords,
  factsInWords,
  failureInWords,
  noteInWords,
  statusInWords,
} from "../../web/src/words/item-words.js";
import { rerunInWords } from "../../web/src/words/rerun-words.js";
import { add, after, done, RESULT } from "./queue-fixtures.js";

const plain = (/** @type {string} */ text) => text.replaceAll("\u00a0", " ");
const [item] = after(add("a"), done("a")).items;

/** @param {any} details */
const withDetails = (details) => ({ ...item, result: { ...RESULT, details } });

test("a finished item: size, format, bytes, time", () => {
  assert.equal(plain(factsInWords(item, 0, 0)), "40 × 30 · PNG · 2 kB · 0 s");
  assert.equal(plain(cutoutInWords({ ...RESULT, width: 4032, extension: ".avif" })), "4,032 × 30 · AVIF · 2 kB");
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

test("a cutout without a clear subject is done, and says that it needs a look", () => {
  assert.deepEqual([statusInWords(item), doubtInWords(item)], ["Done", ""]);
  const [nothing, everything] = ["none", "everything"].map((subject) => withDetails({ subject }));
  assert.equal(statusInWords(nothing), "Done, needs a look");
  assert.match(doubtInWords(nothing), /^No clear subject was found: nearly nothing .*\.$/);
  assert.match(doubtInWords(everything), /nearly the whole photo was kept/);
  assert.match(doubtInWords(withDetails({ subject: "plain" })), /^The photo is nearly plain: .*a guess\./);
  assert.match(
    doubtInWords(withDetails({ subject: "transparent" })),
    /^The photo itself is transparent nearly everywhere/,
  );
  const damaged = withDetails({ model_damaged: true });
  assert.equal(statusInWords(damaged), "Done, needs a look");
  assert.match(doubtInWords(damaged), /copy in this page was damaged .* Run it again/);
  assert.equal(doubtInWords(after(add("a")).items[0]), "");
});

test("every format has a name, and a hint for either kind of compression", () => {
  assert.deepEqual(
    OPTION_TABLE.format.choices.map((format) => formatName(`.${format}`)),
    ["PNG", "WebP", "AVIF"],
  );
  assert.equal(formatName(".tif"), "TIF");
  for (const format of OPTION_TABLE.format.choices) {
    for (const lossless of [false, true]) {
      assert.match(formatHint({ ...DEFAULT_OPTIONS, format, lossless }), /^[A-Z].*\.$/);
    }
  }
});

test("what may be run again says why: other settings, damaged weights, or both", () => {
  assert.equal(rerunInWords(0, 0, 0), "");
  assert.equal(rerunInWords(2, 0, 0), "2 cutouts were made with other settings.");
  assert.equal(rerunInWords(1, 0, 1), "1 cutout was made with a damaged copy of the model.");
  assert.equal(rerunInWords(2, 0, 1), "2 cutouts were made with other settings or a damaged copy of the model.");
  assert.match(
    rerunInWords(1, 1, 2),
    /^1 cutout was made with a damaged copy of the model\. 1 cutout was too, but its photo/,
  );
  assert.match(
    rerunInWords(0, 1, 1),
    /^1 cutout was made with a damaged copy of the model; its photo is no longer at hand/,
  );
});

test("what failed is said once: Python says what to do itself, for others the page does", () => {
  const failedAs = (code, message) =>
    failureInWords({ ...item, status: "failed", result: null, error: { code, stage: "decode", message, detail: "" } });
  assert.equal(
    failedAs("decode-failed", "The PNG file ends early. Copy it again."),
    "The PNG file ends early. Copy it again.",
  );
  assert.equal(failedAs("decode-failed", ""), describeError("decode-failed").advice);
  const { advice } = describeError("worker-crashed");
  assert.equal(failedAs("worker-crashed", "It went away"), `It went away. ${advice}`);
  assert.equal(failedAs("worker-crashed", "It went away. "), `It went away. ${advice}`);
});
