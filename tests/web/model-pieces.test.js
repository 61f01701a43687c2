// Which pieces of a model count, and which byte of it a server's answer begins with.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answerStart } from "../../web/src/model-worker/answer-start.js";
import { isOfFile, keptOf, pieceName, piecesOf, wholeName } from "../../web/src/shared/model-pieces.js";

const URL = "/models/m/model.weights?v=0123456789abcdef";
const OTHER = "/models/m/model.weights?v=fedcba9876543210";
const ends = (/** @type {string[]} */ names) => piecesOf(URL, names).map(({ start, end }) => `${start}-${end}`);

test("pieces count as far as they follow one another from the first byte", () => {
  const names = [pieceName(URL, 8, 16), pieceName(URL, 0, 8), pieceName(URL, 20, 30), pieceName(OTHER, 16, 20)];
  assert.deepEqual(ends(names), ["0-8", "8-16"]);
  assert.deepEqual(ends(names.slice(2)), []);
  assert.deepEqual(keptOf({ url: URL, bytes: 30 }, names), { bytes: 16, isWhole: false });
});

test("of two pieces that begin alike the longer counts", () => {
  assert.deepEqual(ends([pieceName(URL, 0, 3), pieceName(URL, 0, 8), pieceName(URL, 3, 5)]), ["0-8"]);
});

test("a file is whole when all its bytes are there and were checked", () => {
  const all = [pieceName(URL, 0, 8), pieceName(URL, 8, 10)];
  const file = { url: URL, bytes: 10 };
  assert.deepEqual(keptOf(file, all), { bytes: 10, isWhole: false });
  assert.deepEqual(keptOf(file, [...all, wholeName(URL)]), { bytes: 10, isWhole: true });
  assert.deepEqual(keptOf(file, [pieceName(URL, 0, 8), wholeName(URL)]), { bytes: 8, isWhole: false });
});

test("names that nobody gave, and an address without a query, do no harm", () => {
  assert.deepEqual(ends([URL, `${URL}&cutroom-piece=0-`, `${URL}&cutroom-piece=a-9`, `${URL}&cutroom-piece=4-4`]), []);
  assert.equal(pieceName("/m.onnx", 0, 4), "/m.onnx?cutroom-piece=0-4");
  assert.equal(isOfFile(URL, pieceName(OTHER, 0, 4)), true);
  assert.equal(isOfFile(URL, "/models/m/model.onnx?v=0123456789abcdef"), false);
});

const answers = [
  ["the whole file", 200, null, 0, 0],
  ["the rest", 206, "bytes 40-99/100", 40, 40],
  ["everything, though the rest was asked for", 200, null, 40, 0],
  ["another part", 206, "bytes 0-99/100", 40, "again"],
  ["the rest of a file of another length", 206, "bytes 40-79/80", 40, "again"],
  ["a part without saying which", 206, null, 40, "again"],
  ["that there is no such part", 416, "bytes */30", 40, "again"],
  ["that there is no such file", 404, null, 40, "refused"],
  ["a part though everything was asked for", 206, "bytes 0-99/100", 0, "refused"],
  ["that it is busy", 503, null, 0, "refused"],
];
for (const [what, status, contentRange, asked, expected] of answers) {
  test(`the server answers: ${what}`, () => {
    assert.equal(answerStart(/** @type {any} */ ({ status, contentRange }), Number(asked), 100), expected);
  });
}
