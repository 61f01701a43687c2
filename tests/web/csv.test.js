// The report's table: what spreadsheet programs make of names that people and strangers give to files.

import assert from "node:assert/strict";
import { test } from "node:test";
import { csvText } from "../../web/src/lib/csv.js";

test("a byte order mark, lines that end with CRLF, quotes only where they are needed", () => {
  const text = csvText([
    ["file", "reason"],
    ["a, b.png", 'He said "no"'],
    ["Füße\n2.png", ""],
  ]);
  assert.equal(text, '\uFEFFfile,reason\r\n"a, b.png","He said ""no"""\r\n"Füße\n2.png",\r\n');
});

test("no cell is a formula", () => {
  for (const start of ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＠"]) {
    const cell = csvText([[`${start}HYPERLINK(1)`]]).slice(1, -2);
    assert.equal(cell.replace(/^"/, "")[0], "'", JSON.stringify(cell));
  }
  assert.equal(csvText([["a=b"]]), "\uFEFFa=b\r\n");
  assert.equal(csvText([["=1,2"]]), '\uFEFF"\'=1,2"\r\n');
});
