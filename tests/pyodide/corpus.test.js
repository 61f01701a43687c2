// The real pipeline over real and hostile files from a folder beside the repository, against the manifest that describes
// them: all AVIF and HEIC files, and a sample of the rest, which tests/cutout runs in full. Needs dist/.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { DEFAULT_OPTIONS } from "../../web/src/shared/options.js";
import { runFiles } from "./corpus-run.js";

/** @import { Outcome } from "./corpus-run.js" */

const CORPUS = new URL("../../../shared/testdata/", import.meta.url);
const OPTIONS = { ...DEFAULT_OPTIONS, clean_edges: false };
/** Ten times what the largest needs (51 megapixels) where nothing else runs: it finds files that never end. */
const SECONDS_PER_FILE = 300;
const ONE_OF = 6;
/** What the manifest has wrong, by file: expect, upright_size, why. */
const MANIFEST_ERRS = JSON.parse(readFileSync(new URL("../manifest-errs.json", import.meta.url), "utf8"));
const NEVER_RIGHT = ["internal-error", "runtime-unavailable", "time-limit", "thread-died", "worker-crashed"];

/** @typedef {{ file: string, type: string, expect: string, upright_size: string }} Row */

/** @returns {Row[]} */
function manifest() {
  const [header, ...lines] = readFileSync(new URL("MANIFEST.csv", CORPUS), "utf8").trim().split(/\r?\n/).map(fields);
  return lines
    .map((line) => Object.fromEntries(line.map((value, column) => [String(header?.[column]), value])))
    .map((row) => /** @type {Row} */ (/** @type {unknown} */ ({ ...row, ...MANIFEST_ERRS[String(row.file)] })));
}

/** @param {string} line of a CSV file, without line breaks in its fields */
function fields(line) {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
  );
}

/**
 * @param {Row} row
 * @param {Outcome} outcome
 */
function isRight({ expect, upright_size: size }, outcome) {
  if ("code" in outcome && NEVER_RIGHT.includes(outcome.code)) {
    return false;
  }
  if (expect === "accept") {
    return "size" in outcome && outcome.size === size;
  }
  if (expect === "reject (unsupported type)") {
    return "code" in outcome && outcome.code === "unsupported-format";
  }
  return expect === "reject" ? "code" in outcome : true; // decoders disagree on the others: any clean outcome is right
}

/** @param {Outcome} outcome */
function inWords(outcome) {
  return "size" in outcome ? outcome.size : `${outcome.code} (${outcome.stage}): ${outcome.detail}`;
}

/**
 * @param {Row[]} rows
 * @param {Outcome[]} outcomes
 * @returns {string[]} files, wrong, accepted, refused by code: a line per folder
 */
function table(rows, outcomes) {
  const lines = /** @type {Map<string, Record<string, number>>} */ (new Map());
  rows.forEach((row, index) => {
    const outcome = /** @type {Outcome} */ (outcomes[index]);
    const name = row.file.split("/").slice(0, 2).join("/");
    const line = lines.get(name) ?? { files: 0, "slowest in seconds": 0, wrong: 0, accepted: 0 };
    const key = "code" in outcome ? outcome.code : "accepted";
    line.files = (line.files ?? 0) + 1;
    line["slowest in seconds"] = Math.max(line["slowest in seconds"] ?? 0, Math.ceil(outcome.seconds));
    line[key] = (line[key] ?? 0) + 1;
    line.wrong = (line.wrong ?? 0) + (isRight(row, outcome) ? 0 : 1);
    lines.set(name, line);
  });
  return [...lines].map(([name, line]) => {
    const numbers = Object.entries(line).map(([what, number]) => `${what} ${number}`);
    return `${name}: ${numbers.join(", ")}`;
  });
}

test("every file is accepted or refused as the manifest says", {
  skip: existsSync(CORPUS) ? false : "the folder shared/testdata beside the repository is missing",
}, async (context) => {
  const wanted = manifest().filter(({ file }) => /^(formats|hostile)\//.test(file));
  const ours = /^(formats\/(avif|heic)\/|hostile\/(avif|heif))/;
  const rows = wanted.filter(({ file }, index) => ours.test(file) || index % ONE_OF === 0);
  assert.ok(rows.length > 250, `${rows.length} files`);
  const paths = rows.map(({ file }) => fileURLToPath(new URL(file, CORPUS)));
  const outcomes = await runFiles(paths, OPTIONS, SECONDS_PER_FILE);
  for (const line of table(rows, outcomes)) {
    context.diagnostic(line);
  }
  const wrong = rows.flatMap((row, index) => {
    const outcome = /** @type {Outcome} */ (outcomes[index]);
    return isRight(row, outcome) ? [] : [`${row.file} | ${row.expect} ${row.upright_size} | ${inWords(outcome)}`];
  });
  assert.deepEqual(wrong, []);
});

test("files from bug reports have the outcome that people expect, in the browser's code as in CPython", {
  skip: existsSync(new URL("field/", CORPUS)) ? false : "the folder shared/testdata/field is missing",
}, async () => {
  const expected = Object.entries(JSON.parse(readFileSync(new URL("../field.json", import.meta.url), "utf8")));
  const paths = expected.map(([name]) => fileURLToPath(new URL(`field/${name}`, CORPUS)));
  const outcomes = await runFiles(paths, OPTIONS, SECONDS_PER_FILE);
  const found = expected.map(([name, { outcome, details = {} }], index) => {
    const given = /** @type {Outcome} */ (outcomes[index]);
    const said = "size" in given ? Object.keys(details).map((key) => [key, given.details[key]]) : [];
    const is = "size" in given ? given.size : given.code;
    return [name, is === outcome ? is : `${is}, not ${outcome}: ${inWords(given)}`, Object.fromEntries(said)];
  });
  assert.deepEqual(
    found,
    expected.map(([name, { outcome, details = {} }]) => [name, outcome, details]),
  );
});
