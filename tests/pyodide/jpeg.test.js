// JPEG as the job worker decodes it, against libjpeg-turbo in CPython: drawn files of every sampling, and all JPEG files of
// the corpus beside the repository. Every pixel is equal, so nothing here has a tolerance. Needs dist/ and .venv/.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { crc32 } from "node:zlib";
import { createCodecs } from "../../web/src/worker/codecs/index.js";
import { builtUnits, fromDisk } from "./built.js";

const PYTHON = fileURLToPath(
  new URL(process.platform === "win32" ? "../../.venv/Scripts/python.exe" : "../../.venv/bin/python", import.meta.url),
);
const INDEPENDENT = fileURLToPath(new URL("independent_jpeg.py", import.meta.url));
const CORPUS = fileURLToPath(new URL("../../../shared/testdata/", import.meta.url));
/**
 * Their coded data are damaged and mean numbers that no picture holds. libjpeg-turbo itself makes other pixels of those
 * with and without the processor's vector instructions.
 */
const DAMAGED =
  /^(hostile\/gofuzz_jpeg\/(44395b2a|4bf9097b|4c4af0a5|70c0e7d7|9d56da45|b31709b1|bdcad0fb|c1c01977|f20a9c81|ff4a5cd0)|formats\/jpeg\/pillow\/hopper_bad_exif)/;
/** Coded arithmetically, which cutout refuses by name. */
const ARITHMETIC = "formats/jpeg/corkami/small.jpg";

const folder = mkdtempSync(join(tmpdir(), "cutroom-jpeg-"));
const module = WebAssembly.compile(readFileSync(`${builtUnits().codecs}mozjpeg.wasm`));
const read = { ...fromDisk, module: () => module };
const codecs = createCodecs(builtUnits(), read);
after(() => rmSync(folder, { recursive: true }));

execFileSync(PYTHON, [INDEPENDENT, "draw", folder]);
const DRAWN = readdirSync(folder).filter((name) => name.endsWith(".jpg"));
const drawn = (/** @type {string} */ name) => new Uint8Array(readFileSync(join(folder, name)));

test("drawn files decode to the very pixels of libjpeg-turbo, not turned", async () => {
  assert.ok(DRAWN.length >= 17, String(DRAWN));
  for (const name of DRAWN) {
    const { data, width, height, bits } = await codecs.decode("jpeg", drawn(name));
    assert.deepEqual([name, width, height, bits], [name, 61, 47, 8]);
    assert.ok(Buffer.from(drawn(`${name}.rgba`)).equals(Uint8Array.from(data)), name);
  }
});

test("damage is refused in words and does not hurt the next picture", async () => {
  const whole = drawn("4-2-0.jpg");
  for (const damaged of [
    whole.slice(0, 200),
    new Uint8Array(64),
    new Uint8Array(0),
    drawn("4-2-0.jpg").fill(7, 160, 400),
  ]) {
    await assert.rejects(codecs.decode("jpeg", damaged), /^Error: The JPEG decoder refuses the file: .+$/);
  }
  assert.equal(codecs.failure(), null, "the file is to blame, not the codec");
  assert.equal((await codecs.decode("jpeg", whole)).width, 61);
});

test("what the library says about a file that ends early is handed on; of a whole one it says nothing", async () => {
  for (const name of DRAWN) {
    const whole = drawn(name);
    assert.equal(await remarksOf(whole), "", name);
    const scan = Buffer.from(whole).lastIndexOf("ffda", undefined, "hex");
    const short = whole.slice(0, (scan + whole.length) >> 1);
    short.set([0xff, 0xd9], short.length - 2);
    assert.match((await remarksOf(short)) ?? "", /premature end|instead of RST/, name);
  }
});

/** @param {Uint8Array} file */
async function remarksOf(file) {
  return (await codecs.decode("jpeg", file)).remarks;
}

test("no text is evaluated, which the page's content security policy forbids", async () => {
  const original = globalThis.Function;
  const forbidden = /** @type {any} */ (() => assert.fail("text was evaluated"));
  forbidden.prototype = original.prototype;
  globalThis.Function = forbidden;
  try {
    assert.equal((await codecs.decode("jpeg", drawn("4-2-0.jpg"))).width, 61);
    assert.equal(globalThis.Function, forbidden, "put back");
  } finally {
    globalThis.Function = original;
  }
});

test("memory that does not grow any more is said to be out", async (context) => {
  const large = join(folder, "large.jpg");
  const draw = "from PIL import Image; import sys; Image.new('RGB', (4000, 4000)).save(sys.argv[1], progressive=True)";
  execFileSync(PYTHON, ["-c", draw, large]);
  context.mock.method(WebAssembly.Memory.prototype, "grow", () => {
    throw new RangeError("no memory");
  });
  await assert.rejects(codecs.decode("jpeg", new Uint8Array(readFileSync(large))), /ran out of memory/);
});

test("a decoder that cannot be fetched is the site's fault; preparing it never fails", async () => {
  const broken = createCodecs({ ...builtUnits(), codecs: join(folder, "nowhere/") }, fromDisk);
  await broken.prepare();
  await assert.rejects(broken.decode("jpeg", drawn("grey.jpg")));
  assert.deepEqual([broken.failure()?.code, broken.failure()?.stage], ["runtime-unavailable", "decode"]);
});

/** @returns {string[]} JPEG files of the corpus, by their first bytes */
function corpus() {
  const lines = readFileSync(join(CORPUS, "MANIFEST.csv"), "utf8").split(/\r?\n/).slice(1);
  const files = lines
    .map((line) => String(line.split(",")[0]))
    .filter((file) => /^(formats|photos|hostile)\//.test(file));
  return files.filter((file) => readFileSync(join(CORPUS, file)).subarray(0, 3).toString("hex") === "ffd8ff");
}

test("all JPEG files of the corpus that libjpeg-turbo reads decode to its very pixels", {
  skip: existsSync(CORPUS) ? false : "the folder shared/testdata beside the repository is missing",
}, async () => {
  const files = corpus().filter((file) => file !== ARITHMETIC && !DAMAGED.test(file));
  const said = execFileSync(PYTHON, [INDEPENDENT, "sums", ...files.map((file) => join(CORPUS, file))], {
    encoding: "utf8",
  });
  const sums = said.trim().split("\n");
  assert.equal(sums.length, files.length);
  const wrong = [];
  let equal = 0;
  for (const [index, file] of files.entries()) {
    if (sums[index] === "-") {
      continue;
    }
    const { data } = await codecs.decode("jpeg", new Uint8Array(readFileSync(join(CORPUS, file))));
    if (String(crc32(rgbOf(data))) === sums[index]) {
      equal += 1;
    } else {
      wrong.push(file);
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(equal > 140, String(equal));
});

/** @param {Uint8Array | Uint16Array} rgba */
function rgbOf(rgba) {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = Number(rgba[from]);
    rgb[to + 1] = Number(rgba[from + 1]);
    rgb[to + 2] = Number(rgba[from + 2]);
  }
  return rgb;
}
