// Names inside the ZIP: kept as they are, never twice, never out of the folder.

import assert from "node:assert/strict";
import { test } from "node:test";
import { zipNames } from "../../web/src/lib/zip-names.js";
import { fc } from "./deps.js";

const png = (...paths) => zipNames(paths.map((path) => ({ path, extension: ".png" })));

for (const [path, name] of [
  ["IMG_1.jpg", "IMG_1.png"],
  ["IMG_1.JPG", "IMG_1.png"],
  ["a.b.c.jpg", "a.b.c.png"],
  ["noext", "noext.png"],
  [".hidden", ".hidden.png"],
  [".hidden.jpg", ".hidden.png"],
  ["ends with dot.", "ends with dot.png"],
  ["already.png", "already.png"],
  ["shoot/a/IMG_1.jpg", "shoot/a/IMG_1.png"],
  ["shoot.2024/noext", "shoot.2024/noext.png"],
  ["  two  spaces .jpg", "  two  spaces .png"],
  ["Füße & Hände (1).jpeg", "Füße & Hände (1).png"],
  ["猫 🐈‍⬛.webp", "猫 🐈‍⬛.png"],
  ["e\u0301te\u0301.jpg", "e\u0301te\u0301.png"],
  ["../../etc/passwd", "etc/passwd.png"],
  ["a/../../b.jpg", "a/b.png"],
  ["/absolute/b.jpg", "absolute/b.png"],
  ["//server/share/b.jpg", "server/share/b.png"],
  ["C:\\photos\\b.jpg", "photos/b.png"],
  ["C:b.jpg", "b.png"],
  ["/C:/D:/b.jpg", "b.png"],
  ["C:../b.jpg", "b.png"],
  ["..\\..\\b.jpg", "b.png"],
  ["a/.. /b.jpg", "a/b.png"],
  ["a/./b.jpg", "a/b.png"],
  ["a//b.jpg", "a/b.png"],
  ["...", "cutout.png"],
  ["", "cutout.png"],
  ["half \ud83d.jpg", "half \ufffd.png"],
]) {
  test(`${JSON.stringify(path)} becomes ${JSON.stringify(name)}`, () => {
    assert.deepEqual(png(path), [name]);
  });
}

test("each file brings its own extension", () => {
  const files = [
    { path: "a.jpg", extension: ".webp" },
    { path: "a.jpg", extension: ".png" },
  ];
  assert.deepEqual(zipNames(files), ["a.webp", "a.png"]);
});

test("the first keeps its name, later ones are numbered", () => {
  assert.deepEqual(png("a.jpg", "a.png", "a.webp"), ["a.png", "a (2).png", "a (3).png"]);
  assert.deepEqual(png("x/a.jpg", "y/a.jpg", "x/a.png"), ["x/a.png", "y/a.png", "x/a (2).png"]);
});

test("a numbered name never takes one that another file has by itself", () => {
  assert.deepEqual(png("a.jpg", "a.png", "a (2).jpg"), ["a.png", "a (3).png", "a (2).png"]);
  assert.deepEqual(png("a (2).jpg", "a.jpg", "a.png"), ["a (2).png", "a.png", "a (3).png"]);
  assert.deepEqual(png("a.jpg", "a.png", "a (2).jpg", "A (2).png"), [
    "a.png",
    "a (3).png",
    "a (2).png",
    "A (2) (2).png",
  ]);
});

test("names that Windows or macOS take for one are told apart", () => {
  assert.deepEqual(png("IMG.jpg", "img.jpg"), ["IMG.png", "img (2).png"]);
  assert.deepEqual(png("Shoot/a.jpg", "shoot/A.jpg"), ["Shoot/a.png", "shoot/A (2).png"]);
  assert.deepEqual(png("\u00e9.jpg", "e\u0301.jpg", "\u00c9.jpg"), ["\u00e9.png", "e\u0301 (2).png", "\u00c9 (3).png"]);
  assert.deepEqual(png("\u03a3.jpg", "\u03c2.jpg"), ["\u03a3.png", "\u03c2 (2).png"]);
});

test("a file is not given the name of a folder beside it", () => {
  assert.deepEqual(png("a.jpg", "a.png/b.jpg"), ["a (2).png", "a.png/b.png"]);
  assert.deepEqual(png("A.png/x/b.jpg", "a.jpg"), ["A.png/x/b.png", "a (2).png"]);
});

const segments = fc.oneof(
  fc.constantFrom(
    "a",
    "A",
    "a (2)",
    "b",
    "\u00e4",
    "a\u0308",
    "\u00c4",
    "\u00df",
    "SS",
    "a.png",
    "..",
    ".",
    "",
    "C:",
    ".. ",
    "I",
    "\u0131",
  ),
  fc.string({ unit: "binary", maxLength: 4 }),
);
const paths = fc
  .tuple(fc.array(segments, { maxLength: 3 }), fc.constantFrom("/", "\\"), fc.constantFrom("", ".jpg", ".png", "."))
  .map(([parts, separator, ending]) => parts.join(separator) + ending);

// Two foldings that are not the product's own: as a file system with simple rules would compare.
const foldings = [(name) => name.normalize("NFC").toLowerCase(), (name) => name.toUpperCase().normalize("NFC")];

test("whatever the paths: as many names, all different, all inside the folder", () => {
  fc.assert(
    fc.property(fc.array(paths, { maxLength: 25, size: "max" }), (given) => {
      const names = png(...given);
      assert.equal(names.length, given.length);
      for (const fold of foldings) {
        const folded = new Set(names.map(fold));
        assert.equal(folded.size, names.length, `not unique: ${JSON.stringify(names)}`);
        for (const name of folded) {
          assert.ok(![...folded].some((other) => other.startsWith(`${name}/`)), `${name} is a file and a folder`);
        }
      }
      for (const name of names) {
        assert.match(name, /^(?![A-Za-z]:)[^\\]*\.png$/);
        assert.ok(!name.split("/").some((part) => /^[. ]*$/.test(part)), name);
      }
    }),
    { numRuns: 500 },
  );
});

test("the first file with a name keeps it", () => {
  const simple = fc.constantFrom("a", "b", "a (2)", "a (3)", "b (2)");
  fc.assert(
    fc.property(fc.array(simple, { maxLength: 12, size: "max" }), (stems) => {
      const names = png(...stems.map((stem) => `${stem}.jpg`));
      stems.forEach((stem, index) => {
        assert.equal(names[index] === `${stem}.png`, stems.indexOf(stem) === index);
      });
    }),
  );
});
