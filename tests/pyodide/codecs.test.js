// The real libheif and libavif as the job worker drives them, judged by an independent encoder and decoder in CPython.
// Needs dist/ and .venv/, which build.py makes.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { createCodecs } from "../../web/src/worker/codecs/index.js";
import { builtUnits, fromDisk, readBytes } from "./built.js";

const PYTHON = fileURLToPath(
  new URL(process.platform === "win32" ? "../../.venv/Scripts/python.exe" : "../../.venv/bin/python", import.meta.url),
);
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const INDEPENDENT = fileURLToPath(new URL("independent.py", import.meta.url));
const STILLS = fileURLToPath(new URL("stills.py", import.meta.url));
const withCutout = { ...process.env, PYTHONPATH: [ROOT, join(ROOT, "pyodide_pkg")].join(delimiter) };
const TAG = `
import sys
from cutout.formats.avif.srgb_tag import tagged_as_srgb
sys.stdout.buffer.write(tagged_as_srgb(sys.stdin.buffer.read()))
`;
const WIDTH = 61;
const HEIGHT = 47;

const folder = mkdtempSync(join(tmpdir(), "cutroom-codecs-"));
const stills = mkdtempSync(join(tmpdir(), "cutroom-stills-"));
const codecs = createCodecs(builtUnits(), fromDisk);

before(() => {
  execFileSync(PYTHON, [INDEPENDENT, "draw", folder]);
  execFileSync(PYTHON, [STILLS, stills], { env: withCutout });
});
after(() => {
  rmSync(folder, { recursive: true });
  rmSync(stills, { recursive: true });
});

const drawn = (/** @type {string} */ name) => new Uint8Array(readFileSync(join(folder, name)));

/** Smooth colours with a hard edge, all values of alpha, and loud colours under alpha 0. */
function picture(width = WIDTH, height = HEIGHT) {
  const rgba = new Uint8Array(width * height * 4);
  for (let at = 0; at < rgba.length; at += 4) {
    const [x, y] = [(at / 4) % width, Math.floor(at / 4 / width)];
    rgba.set(x < width / 3 ? [255, y * 5, 0, 0] : [x * 4, 255 - y * 5, (x * y) >> 4, Math.min(255, x * 6)], at);
  }
  return rgba;
}

/**
 * Smooth ramps with every remainder of 4 and 16 in them.
 *
 * @param {number} width
 * @param {number} height
 * @param {number} largest
 */
function deepPicture(width, height, largest) {
  const samples = new Uint16Array(width * height * 4);
  for (let at = 0; at < samples.length; at += 4) {
    const [x, y] = [(at / 4) % width, Math.floor(at / 4 / width)];
    samples.set(
      [x / width, y / height, (x + y) / (width + height), 1].map((part) => part * largest),
      at,
    );
  }
  return samples;
}

/**
 * @param {Uint16Array<ArrayBuffer>} samples
 * @param {number} width
 * @param {number} height
 * @param {number} bitDepth
 * @returns {Promise<Uint8Array>} nearly lossless, colour at full resolution
 */
async function deepAvif(samples, width, height, bitDepth) {
  const { default: start } = await import(`${builtUnits().codecs}avif_enc.js`);
  const libavif = await start({
    wasmBinary: await readBytes(`${builtUnits().codecs}avif_enc.wasm`),
    noInitialRun: true,
  });
  const options = { quality: 99, qualityAlpha: 100, subsample: 3, speed: 8, bitDepth, lossless: false };
  const unused = { tune: 0, sharpness: 0, denoiseLevel: 0, tileColsLog2: 0, tileRowsLog2: 0 };
  const all = { ...options, ...unused, chromaDeltaQ: false, enableSharpYUV: false };
  return libavif.encode(new Uint8Array(samples.buffer), width, height, all);
}

/**
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 */
function differences(one, other) {
  assert.equal(one.length, other.length);
  let [colour, alpha, sum] = [0, 0, 0];
  for (let at = 0; at < one.length; at += 1) {
    const difference = Math.abs((one[at] ?? 0) - (other[at] ?? 0));
    sum += difference;
    if (at % 4 === 3) {
      alpha = Math.max(alpha, difference);
    } else {
      colour = Math.max(colour, difference);
    }
  }
  return { colour, alpha, mean: sum / one.length };
}

/** @param {Uint8Array} avif */
function taggedAsSrgb(avif) {
  return execFileSync(PYTHON, ["-c", TAG], { input: avif, env: withCutout });
}

/** @param {Uint8Array} avif */
function decodedByPillow(avif) {
  const file = join(folder, "ours.avif");
  writeFileSync(file, avif);
  return new Uint8Array(execFileSync(PYTHON, [INDEPENDENT, "read", file]));
}

/** @type {[name: string, width: number, height: number, largest: number, mean: number][]} */
const DRAWN = [
  ["rgba.avif", 56, 40, 2, 0.2],
  ["rgb-420.avif", 56, 40, 4, 0.5],
  ["rgb-422.avif", 56, 40, 4, 0.5],
  ["grey.avif", 56, 40, 2, 0.2],
  ["stored-turned.avif", 56, 40, 2, 0.2],
  ["rgba.heic", 56, 40, 2, 0.2],
  ["rgb-10-bits.heic", 56, 40, 2, 0.5],
  ["grey.heic", 56, 40, 2, 0.2],
  ["turned.heic", 40, 56, 2, 0.2],
  ["tiles.heic", 200, 150, 2, 0.2],
  // Two ways to scale colour up from half its size.
  ["rgb-420.heic", 56, 40, 12, 1],
];

for (const [name, width, height, largest, mean] of DRAWN) {
  test(`${name} decodes to ${width} x ${height} pixels as an independent decoder has them`, async () => {
    const decoded = await codecs.decode(name.endsWith(".avif") ? "avif" : "heic", drawn(name));
    assert.deepEqual([decoded.width, decoded.height], [width, height]);
    assert.ok(decoded.data instanceof Uint8Array);
    const found = differences(decoded.data, drawn(`${name}.rgba`));
    assert.ok(found.colour <= largest && found.alpha <= 1 && found.mean <= mean, JSON.stringify(found));
  });
}

/** @type {[name: string, refusedAsItIs: boolean][]} */
const SPOILT = [
  ["cropped.heic", true],
  ["padded.heic", true],
  ["padded.avif", true],
  ["tiles.heic", false],
  ["sequence.heic", true],
  ["no-such-crop.avif", true],
  ["two-lists.avif", true],
  ["grey.avif", false],
  ["sound.avif", true],
];

for (const [name, refusedAsItIs] of SPOILT) {
  test(`${name} as cutout writes it for the decoder has the unspoilt picture's pixels`, async () => {
    const kind = name.endsWith(".avif") ? "avif" : "heic";
    const read = (/** @type {string} */ file) => new Uint8Array(readFileSync(join(stills, file)));
    const { data, width, height } = await codecs.decode(kind, read(`${name}.still`));
    assert.deepEqual([width, height], [320, 240]);
    const found = differences(/** @type {Uint8Array} */ (data), read(`${name}.rgba`));
    assert.ok(found.colour <= 2 && found.alpha <= 1 && found.mean <= 0.3, JSON.stringify(found));
    if (refusedAsItIs) {
      await assert.rejects(codecs.decode(kind, read(name)), "the decoder takes it as it is: this proves nothing");
    }
  });
}

for (const bits of [10, 12]) {
  test(`AVIF of ${bits} bits comes with all of them, not too dark, green or blue in the mean`, async () => {
    const [width, height, largest] = [64, 48, 2 ** bits - 1];
    const samples = deepPicture(width, height, largest);
    const { data, bits: found } = await codecs.decode("avif", await deepAvif(samples, width, height, bits), true);
    assert.deepEqual([found, data.length, data instanceof Uint16Array], [16, samples.length, true]);
    const off = [0, 0, 0, 0];
    for (const [at, sample] of samples.entries()) {
      off[at % 4] = (off[at % 4] ?? 0) + ((data[at] ?? 0) / 65535 - sample / largest) / (width * height);
    }
    // Decoders that cut the planes to 8 bits first are off by 0.5 to 0.9 of 255 here.
    assert.ok(
      off.every((mean) => Math.abs(mean) * 255 < 0.15),
      JSON.stringify(off.map((mean) => mean * 255)),
    );
    assert.ok(new Set(data).size > 256);
  });
}

test("HEIC of 10 bits comes with all of them where they are asked for", async () => {
  const { data, width, height, bits } = await codecs.decode("heic", drawn("rgb-10-bits.heic"), true);
  assert.deepEqual([width, height, bits, data instanceof Uint16Array], [56, 40, 10, true]);
  const expected = drawn("rgb-10-bits.heic.rgba");
  for (const [at, sample] of data.entries()) {
    assert.ok(Math.abs((sample / 1023) * 255 - (expected[at] ?? 0)) <= 2, `${at}: ${sample} for ${expected[at]}`);
  }
});

test("lossless AVIF is exact, colours under alpha 0 included, for our decoder and for another", async () => {
  const rgba = picture();
  const file = await codecs.encode("avif", rgba, WIDTH, HEIGHT, { quality: 1, lossless: true });
  const { data, width, height } = await codecs.decode("avif", file);
  assert.deepEqual([width, height], [WIDTH, HEIGHT]);
  assert.deepEqual(differences(Uint8Array.from(data), rgba), { colour: 0, alpha: 0, mean: 0 });
  assert.deepEqual(differences(decodedByPillow(file), rgba), { colour: 0, alpha: 0, mean: 0 });
});

for (const [quality, largest] of [
  [60, 60],
  [85, 24],
  [100, 6],
]) {
  test(`lossy AVIF of quality ${quality} keeps alpha exactly and colours within ${largest}`, async () => {
    const rgba = picture();
    const file = await codecs.encode("avif", rgba, WIDTH, HEIGHT, { quality: Number(quality), lossless: false });
    const found = differences(decodedByPillow(file), rgba);
    assert.equal(found.alpha, 0);
    assert.ok(found.colour > 0 && found.colour <= Number(largest), JSON.stringify(found));
  });
}

test("a lower quality makes a smaller file", async () => {
  const sizes = [];
  for (const quality of [90, 60, 20]) {
    sizes.push((await codecs.encode("avif", picture(), WIDTH, HEIGHT, { quality, lossless: false })).length);
  }
  assert.deepEqual(
    sizes,
    sizes.toSorted((one, other) => other - one),
  );
  assert.equal(new Set(sizes).size, sizes.length);
});

for (const lossless of [false, true]) {
  test(`an AVIF file, ${lossless ? "lossless" : "lossy"}, says that it is sRGB once Python has tagged it; no other byte changes`, async () => {
    const settings = { quality: 85, lossless };
    const bare = Buffer.from(await codecs.encode("avif", picture(), WIDTH, HEIGHT, settings));
    const tagged = taggedAsSrgb(bare);
    const at = bare.indexOf("colrnclx") + 8;
    assert.deepEqual([bare.readUInt16BE(at), bare.readUInt16BE(at + 2)], [2, 2], "libavif leaves it unspecified");
    assert.deepEqual([tagged.readUInt16BE(at), tagged.readUInt16BE(at + 2)], [1, 13]);
    bare.copy(tagged, at, at, at + 4);
    assert.deepEqual(tagged, bare);
  });
}

test("one pixel is a picture too", async () => {
  const file = await codecs.encode("avif", Uint8Array.of(9, 8, 7, 6), 1, 1, { quality: 85, lossless: true });
  assert.deepEqual([...(await codecs.decode("avif", file)).data], [9, 8, 7, 6]);
});

for (const name of /** @type {const} */ (["rgba.avif", "rgba.heic", "tiles.heic"])) {
  const kind = name.endsWith(".avif") ? "avif" : "heic";

  test(`${name}, damaged, is refused in words and does not hurt the next one`, async () => {
    const whole = drawn(name);
    const half = whole.slice(0, whole.length / 2);
    const noise = whole.map((byte, at) => (at > 24 ? (byte * 31 + at * 17) & 255 : byte));
    for (const damaged of [half, whole.slice(0, 30), noise, new Uint8Array(64), new Uint8Array(0)]) {
      await assert.rejects(codecs.decode(kind, damaged), (error) => {
        assert.ok(error instanceof Error);
        assert.match(error.message, /^(libheif: |The AVIF decoder \(libavif\) refuses the file)/);
        return true;
      });
    }
    assert.equal(codecs.failure(), null, "the file is to blame, not the codec");
    await codecs.decode(kind, whole);
  });
}

test("pixels that do not fit the stated size are not encoded", async () => {
  await assert.rejects(
    codecs.encode("avif", new Uint8Array(12), 2, 2, { quality: 85, lossless: false }),
    /2 x 2 pixels are 16 bytes, 12 were given/,
  );
});

test("a codec that cannot be fetched is the site's fault and not the picture's", async () => {
  for (const kind of /** @type {const} */ (["avif", "heic"])) {
    const broken = createCodecs({ ...builtUnits(), codecs: join(folder, "nowhere/") }, fromDisk);
    await assert.rejects(broken.decode(kind, drawn(`rgba.${kind}`)));
    assert.deepEqual([broken.failure()?.code, broken.failure()?.stage], ["runtime-unavailable", "decode"]);
  }
});
