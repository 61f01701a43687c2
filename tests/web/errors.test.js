// What people read about every failure there is: each code and case with drawn facts is a title, one or two short sentences
// and one thing to do, in the page's own words.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { caseOf, ERRORS, failureOf, isErrorCode } from "../../web/src/shared/errors.js";
import { STAGES } from "../../web/src/shared/stages.js";
import { describeError, ERROR_WORDS, failureForReport } from "../../web/src/words/errors.js";
import { fc } from "./deps.js";

const TABLE = JSON.parse(
  readFileSync(new URL("../../pyodide_pkg/cutout/formats/first_bytes.json", import.meta.url), "utf8"),
);
const NAMES = [...TABLE.signatures, ...TABLE.brands, TABLE.other_brands, ...TABLE.texts].flatMap(
  ({ name }) => name ?? [],
);

const SIDE = fc.integer({ min: 1, max: 2 ** 31 });
/** What each fact may be. @type {Record<string, fc.Arbitrary<any>>} */
const FACTS = {
  name: fc.constantFrom(...NAMES, "a JPEG picture with 2 channels", "a HEIF picture coded with JPEG 2000"),
  format: fc.constantFrom("PNG", "JPEG", "WebP", "AVIF", "HEIC"),
  percent: fc.integer({ min: 1, max: 100 }),
  width: SIDE,
  height: SIDE,
  matte_width: SIDE,
  matte_height: SIDE,
  max_side: fc.constantFrom(16_383, 65_535),
  max_pixels: fc.integer({ min: 1_000_000, max: 100_000_000 }),
  status: fc.constantFrom(404, 500, 503),
  id: fc.constantFrom("quick", "my-model"),
  title: fc.constantFrom("Balanced", "Mine"),
  stage: fc.constantFrom(...STAGES.map(({ name }) => name)),
  seconds: fc.constantFrom(60, 90, 600),
};

/** @type {[code: keyof typeof ERRORS, name: string, facts: readonly string[]][]} */
const CASES = Object.entries(ERRORS).flatMap(([code, { python, js }]) =>
  Object.entries({ ...python, ...js }).map(([name, facts]) => /** @type {any} */ ([code, name, facts])),
);

// Words of libraries and languages belong into the detail.
const TALK =
  /libheif|libavif|libjpeg|mozjpeg|pillow|zlib|buffer|out of range|data stream|truncated|exception|traceback|0x[0-9a-f]|undefined|null|NaN|\[object|_|\bcodec\b/i;
const TO_DO =
  /\b(try again|choose|add (it|that|the)|export it|press|copy or|report it|close other|check that|open it)\b/i;

/** @param {string} text */
const sentences = (text) => text.split(/(?<=[.!?]) (?=[A-Z“])/);

for (const [code, name, facts] of CASES) {
  test(`${code}${name && `, ${name}`}: what was found, and one thing to do`, () => {
    const drawn = fc.record(Object.fromEntries(facts.map((fact) => [fact, FACTS[fact] ?? assert.fail(fact)])));
    fc.assert(
      fc.property(drawn, (values) => {
        const found = name === "" ? values : { case: name, ...values };
        const { title, sentence, advice } = describeError(code, found);
        assert.match(title, /^[A-Z][^.!?]*[^.!?\s]$/);
        assert.equal(caseOf(code, found), name, "all that the sentence needs is there");
        for (const text of [sentence, advice]) {
          assert.match(text, /^[A-Z“].*\.$/);
          assert.doesNotMatch(text.replace(/“\._”|\.DS_Store/, ""), TALK);
          assert.doesNotMatch(text, /\.\.|\s\s|\n| [.,:]|[.,:;]{2}/);
          assert.ok(sentences(text).length <= 2, text);
          assert.ok(
            sentences(text).every((each) => each.length <= 160),
            text,
          );
        }
        assert.doesNotMatch(sentence, TO_DO, "what to do is said once");
        assert.notEqual(sentence, `${title}.`, "the title says it already");
        for (const fact of facts.filter((each) =>
          ["percent", "status", "seconds", "format", "id", "title"].includes(each),
        )) {
          assert.ok(sentence.includes(String(/** @type {any} */ (values)[fact])), `it says the ${fact}`);
        }
      }),
      { numRuns: 60 },
    );
  });
}

test("a try again is advised only where it can help", () => {
  for (const [code, name, facts] of CASES) {
    const values = Object.fromEntries(facts.map((fact) => [fact, fc.sample(FACTS[fact] ?? assert.fail(fact), 1)[0]]));
    const { advice, retryCanHelp } = describeError(code, { case: name, ...values });
    if (!retryCanHelp) assert.doesNotMatch(advice, /try again|retry/i, `${code} ${name}`);
  }
  assert.deepEqual(
    Object.entries(ERROR_WORDS).flatMap(([code, { retryCanHelp }]) => (retryCanHelp ? [] : [code])),
    ["empty-file", "unsupported-format", "unrecognised-file", "decode-failed", "photo-too-large", "source-not-kept"],
  );
});

test("the numbers are in the sentence", () => {
  const say = (/** @type {any} */ code, /** @type {any} */ found) => describeError(code, found).sentence;
  assert.equal(
    say("photo-too-large", { case: "pixels", width: 10_050, height: 9_990, max_pixels: 100_000_000 }),
    "It is 10,050 × 9,990 pixels (100.4 megapixels), and at most 100 megapixels fit on this device.",
  );
  assert.match(
    say("photo-too-large", { case: "pixels", width: 2 ** 31, height: 2 ** 31, max_pixels: 1e8 }),
    /\(4,611,686,018,427 mega/,
  );
  assert.match(
    say("photo-too-large", { case: "side", width: 1, height: 65_536, max_side: 65_535 }),
    /1 × 65,536.*65,535\.$/,
  );
  assert.match(
    say("encode-failed", { case: "side", format: "WebP", width: 16_384, height: 1, max_side: 16_383 }),
    /16,384 × 1.*16,383/,
  );
  assert.equal(
    say("decode-failed", { case: "impossible-size", format: "PNG", width: 0, height: 10 }),
    "The PNG file is damaged: it says that it is 0 × 10 pixels, which no picture is.",
  );
  assert.equal(
    say("decode-failed", { case: "picture-missing", format: "JPEG", percent: 37 }),
    "The JPEG file ends early: about 37 % of the picture is missing.",
  );
  assert.equal(
    say("stage-timeout", { stage: "inference", seconds: 90 }),
    "“Finding the subject” gave no sign of life for 90 seconds.",
  );
});

test("where another format helps, it is named; PNG is not advised against itself", () => {
  const advise = (/** @type {any} */ found) =>
    describeError("encode-failed", { case: "not-written", width: 1, height: 1, ...found }).advice;
  assert.match(advise({ format: "AVIF" }), /Choose PNG/);
  assert.doesNotMatch(advise({ format: "PNG" }), /Choose PNG/);
  const unfit = (/** @type {string} */ format) =>
    describeError("encode-verification-failed", { case: "cutout", format }).advice;
  assert.match(unfit("WebP"), /choose PNG/);
  assert.doesNotMatch(unfit("PNG"), /choose PNG/);
});

test("every refusal of a file says what is supported, or what to do with that file", () => {
  for (const name of ["picture", "other"]) {
    const { sentence, advice } = describeError("unsupported-format", { case: name, name: "a GIF picture" });
    assert.match(`${sentence} ${advice}`, /a GIF picture.*PNG, JPEG, WebP, AVIF and HEIC/);
  }
  assert.match(describeError("unrecognised-file").sentence, /PNG, JPEG, WebP, AVIF and HEIC/);
  assert.match(
    describeError("unsupported-format", { case: "apple", name: "a PNG" }).advice,
    /Open it on a Mac in Preview/,
  );
  assert.doesNotMatch(describeError("unsupported-format", { case: "apple", name: "a PNG" }).sentence, /damaged/);
});

test("a case or a fact that is not known, and a code that is not, still has words", () => {
  const general = describeError("decode-failed");
  assert.deepEqual(describeError("decode-failed", { case: "of another version", format: "PNG" }), general);
  assert.deepEqual(describeError("decode-failed", { case: "damaged" }), general, "its sentence needs the format");
  assert.deepEqual(describeError("decode-failed", { case: "toString" }), general);
  assert.doesNotMatch(general.sentence, /damaged/, "it may be of a kind that is not known here");
  assert.deepEqual(describeError("constructor"), describeError("internal-error"));
  assert.deepEqual(["empty-file", "toString", 3, null].map(isErrorCode), [true, false, false, false]);
  assert.equal(failureForReport({ ...failureOf("internal-error", {}), stage: "decode" }), "internal-error in decode");
});

test("every code has a title of its own", () => {
  assert.equal(new Set(Object.values(ERROR_WORDS).map(({ title }) => title)).size, Object.keys(ERRORS).length);
});
