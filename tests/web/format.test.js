// Numbers as people read them, with the borders where the unit changes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { formatBytes, formatCount, formatDuration, formatPercent } from "../../web/src/lib/format.js";

/** @template T @param {(value: T) => string} format @param {[T, string][]} rows */
const table = (format, rows) =>
  assert.deepEqual(
    rows.map(([value]) => format(value)),
    rows.map(([, text]) => text),
  );

test("bytes", () => {
  table(formatBytes, [
    [0, "0 B"],
    [1, "1 B"],
    [999, "999 B"],
    [1000, "1 kB"],
    [1234, "1.2 kB"],
    [9949, "9.9 kB"],
    [9950, "10 kB"],
    [999_499, "999 kB"],
    [999_500, "1 MB"],
    [1_949_000, "1.9 MB"],
    [176_000_000, "176 MB"],
    [2_500_000_000, "2.5 GB"],
    [5e15, "5000 TB"],
  ]);
});

test("durations", () => {
  table(formatDuration, [
    [0, "0 s"],
    [40, "0 s"],
    [50, "0.1 s"],
    [3249, "3.2 s"],
    [9949, "9.9 s"],
    [9950, "10 s"],
    [59_499, "59 s"],
    [59_500, "1 min"],
    [125_000, "2 min 5 s"],
    [3_599_499, "59 min 59 s"],
    [3_599_500, "1 h"],
    [3_750_000, "1 h 3 min"],
  ]);
});

test("percent says 100 only at the end", () => {
  table(formatPercent, [
    [0, "0%"],
    [0.5, "50%"],
    [0.9999, "99%"],
    [1, "100%"],
  ]);
});

test("counts", () => {
  assert.deepEqual(
    [0, 1, 2].map((count) => formatCount(count, "photo")),
    ["0 photos", "1 photo", "2 photos"],
  );
  assert.equal(formatCount(2, "child", "children"), "2 children");
  assert.equal(formatCount(1, "child", "children"), "1 child");
});
