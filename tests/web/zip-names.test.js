// Names inside the ZIP: as near to the photos' own as every system allows, never twice, never out of the folder.

import assert from "node:assert/strict";
import { test } from "node:test";
import { zipNames } from "../../web/src/lib/zip-names.js";
import { fc } from "./deps.js";
import { windowsRefusal } from "./windows-names.js";

const png = (/** @type {string[]} */ ...paths) => zipNames(paths.map((path) => ({ path, extension: ".png" })));

for (const [path, name] of [
  ["IMG_1.jpg", "IMG_1.png"],
  ["IMG_1.JPG", "IMG_1.png"],
  ["a.b.c.jpg", "a.b.c.png"],
  ["noext", "noext.png"],
  ["IMG 2024.01.02", "IMG 2024.01.02.png"],
  ["Dr. Smith", "Dr. Smith.png"],
  ["v1.5", "v1.5.png"],
  ["photo.jpg.download", "photo.jpg.download.png"],
  ["photo.png.jpg", "photo.png.png"],
  ["photo.jpg ", "photo.png"],
  [".jpg", ".jpg.png"],
  ["..jpg", "..png"],
  ["=1+2.jpg", "=1+2.png"],
  ["+1.jpg", "+1.png"],
  ["-5.jpg", "-5.png"],
  ["@home.jpg", "@home.png"],
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
  ["C:\\photos\\b.jpg", "C__photos_b.png"],
  ["a:b.jpg", "a_b.png"],
  ["/C:/D:/b.jpg", "C_/D_/b.png"],
  ["C:../b.jpg", "C_/b.png"],
  ["..\\..\\b.jpg", ".._.._b.png"],
  ["12:30 what?*|.jpg", "12_30 what___.png"],
  ['<quote">.jpg', "_quote__.png"],
  ["new\nline\ttab\u0085\u2028.jpg", "new_line_tab__.png"],
  ["photo\u202egnp.jpg", "photognp.png"],
  ["\u2067\u05e9\u05dc\u05d9\u2069\u200f.jpg", "\u05e9\u05dc\u05d9.png"],
  ["\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645.jpg", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645.png"],
  ["CON.jpg", "CON_.png"],
  ["nul.tar.jpg", "nul_.tar.png"],
  ["aux .jpg", "aux_ .png"],
  ["lpt1", "lpt1_.png"],
  ["COM\u00b9.jpg", "COM\u00b9_.png"],
  ["com10.jpg", "com10.png"],
  ["console.jpg", "console.png"],
  ["nul/prn.d/conin$.jpg", "nul_/prn_.d/conin$_.png"],
  ["shoot. /day 1.../a.jpg", "shoot/day 1/a.png"],
  ["trailing dot..jpg", "trailing dot..png"],
  [" lead.jpg", " lead.png"],
  ["-rf.jpg", "-rf.png"],
  ["%2e%2e%2fx.jpg", "%2e%2e%2fx.png"],
  ["shoot/...", "shoot/cutout.png"],
  ["a/.. /b.jpg", "a/b.png"],
  ["a/./b.jpg", "a/b.png"],
  ["a//b.jpg", "a/b.png"],
  ["...", "cutout.png"],
  ["", "cutout.png"],
  ["half \ud83d.jpg", "half \ufffd.png"],
  ["\u202e.\u202e./b.jpg", "b.png"],
]) {
  test(`${JSON.stringify(path)} becomes ${JSON.stringify(name)}`, () => {
    assert.deepEqual(png(path), [name]);
  });
}

const REPLACED = "jpg jpeg jpe jfif pjpeg png apng webp avif avifs heic heif hif heics heifs tif tiff bmp gif jxl";

test("only the extension of a picture is replaced", () => {
  for (const extension of REPLACED.split(" ")) {
    assert.deepEqual(png(`v1.5.${extension}`, `V1.6.${extension.toUpperCase()}`), ["v1.5.png", "V1.6.png"]);
  }
  assert.deepEqual(png("IMG 2024.01.02", "IMG 2024.01.03"), ["IMG 2024.01.02.png", "IMG 2024.01.03.png"]);
});

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

const bytes = (/** @type {string} */ text) => Buffer.byteLength(text);

test("a name ends where 255 bytes end, between characters as people see them", () => {
  assert.deepEqual(png(`${"L".repeat(251)}.jpg`), [`${"L".repeat(251)}.png`]);
  assert.deepEqual(png(`${"L".repeat(252)}.jpg`), [`${"L".repeat(250)}.png`]);
  const family = "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}";
  const [name] = png(`${family.repeat(30)}.jpg`);
  assert.equal(name, `${family.repeat(13)}.png`);
  assert.equal(png(`a${"\u0301".repeat(300)}.jpg`)[0], `a${"\u0301".repeat(124)}.png`);
});

test("long names that become one get numbers, and the numbers fit", () => {
  const names = png(
    `${"M".repeat(300)}.jpg`,
    `${"M".repeat(300)}.webp`,
    `${"M".repeat(251)}.png`,
    `${"\u5199".repeat(84)}.jpg`,
  );
  assert.equal(new Set(names).size, 4);
  assert.match(names[0], /^M{250}\.png$/);
  assert.match(names[1], /^M+ \(2\)\.png$/);
  assert.equal(names[2], `${"M".repeat(251)}.png`);
  assert.equal(names[3], `${"\u5199".repeat(83)}.png`);
  for (const name of names) assert.ok(bytes(name) <= 255);
});

test("names that become one by cleaning get numbers", () => {
  assert.deepEqual(png("a:b.jpg", "a?b.jpg", "a_b.jpg"), ["a_b.png", "a_b (2).png", "a_b (3).png"]);
  assert.deepEqual(png("x:/a.jpg", "x*/a.jpg"), ["x_/a.png", "x_/a (2).png"]);
  assert.deepEqual(png("CON.jpg", "con_.png"), ["CON_.png", "con_ (2).png"]);
  assert.deepEqual(png("stra\u00dfe.jpg", "STRASSE.jpg"), ["stra\u00dfe.png", "STRASSE (2).png"]);
  assert.deepEqual(png("ab.jpg", "a\u200db.jpg"), ["ab.png", "a\u200db (2).png"]);
});

test("deep and long folders leave room for the file, and the files of one folder stay together", () => {
  const folder = Array.from({ length: 6 }, (_, level) => `${level} ${"f".repeat(240)}`).join("/");
  const [one, other] = png(`${folder}/a.jpg`, `${folder}/${"b".repeat(300)}.jpg`);
  assert.equal(one.slice(0, -"a.png".length), other.slice(0, other.lastIndexOf("/") + 1));
  assert.equal(one.split("/").length, 7);
  assert.ok(bytes(other) <= 768);
  const [inner] = png(`${"deep down here/".repeat(400)}x.jpg`);
  assert.match(inner, /^(?:deep down here\/)+x\.png$/);
  assert.ok(bytes(inner) <= 520);
});

const segments = fc.oneof(
  fc.constantFrom(
    ..."a|A|a (2)|b|\u00e4|a\u0308|\u00c4|\u00df|SS|a.png|..|.||C:|.. |I|\u0131|con|Con_|nul.x|\u202e|a?|a*|a_".split(
      "|",
    ),
  ),
  fc.string({ unit: "binary", maxLength: 4 }),
  fc.string({ unit: "grapheme", maxLength: 4 }),
  fc.constantFrom("a", "\u5199", "e\u0301", "\u{1f408}\u200d\u2b1b").map((character) => character.repeat(260)),
);
const paths = fc
  .tuple(fc.array(segments, { maxLength: 4 }), fc.constantFrom("", ".jpg", ".png", "."))
  .map(([parts, ending]) => parts.join("/") + ending);

// Two foldings that are not the product's own: as a file system with simple rules would compare.
/** @type {((name: string) => string)[]} */
const foldings = [(name) => name.normalize("NFC").toLowerCase(), (name) => name.toUpperCase().normalize("NFC")];

test("whatever the paths: as many names, all different, all inside the folder, all good on Windows", () => {
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
        assert.ok(name.endsWith(".png"));
        assert.ok(name.isWellFormed());
        assert.equal(windowsRefusal(name), null, JSON.stringify(name));
        assert.ok(bytes(name) <= 768, name);
      }
    }),
    { numRuns: 500 },
  );
});

test("a name that every system takes stays as it is", () => {
  const letters = fc.string({
    unit: fc.constantFrom(..."aZ9 -_()&#+,;=@'!~\u00e9\u5199\u05e9\u{1f408}"),
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(letters, (stem) => {
      fc.pre(windowsRefusal(stem) === null);
      assert.deepEqual(png(`${stem}.jpg`), [`${stem}.png`]);
    }),
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
