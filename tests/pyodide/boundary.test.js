// The real `cutout` wheel in the real Pyodide, driven by the worker's own python.js: what crosses the boundary and how.
// Needs dist/ (`python3 build.py build`). The network is replaced by a function with known values.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { inflateSync } from "node:zlib";
import { DEFAULT_OPTIONS } from "../../web/src/shared/options.js";
import { createCodecs } from "../../web/src/worker/codecs/index.js";
import { startPython } from "../../web/src/worker/python.js";
import { builtUnits, fromDisk } from "./built.js";
import { drawnJpeg } from "./drawn-jpeg.js";
import { drawnPng } from "./drawn-png.js";
import { chunkBodies, runJob } from "./one-job.js";
import { SPEC } from "./tiny-model.js";

/** @type {import("../../web/src/shared/options.js").Options} */
const OPTIONS = DEFAULT_OPTIONS;
const WIDTH = 48;
const HEIGHT = 40;

/** @type {import("../../web/src/worker/python.js").Python} */
let python;

before(async () => {
  // Every worker but the first starts from a snapshot of the first one's memory, so that is what is tested.
  const first = await startPython(builtUnits(), { snapshot: null, read: fromDisk });
  assert.ok(first.snapshot !== null && first.snapshot.length > 0, "the first start takes a snapshot");
  python = await startPython(builtUnits(), { snapshot: first.snapshot, read: fromDisk });
  assert.equal(python.snapshot, null, "the snapshot fits: nothing was started the long way");
});

/**
 * @param {Uint8Array<ArrayBuffer>} source
 * @param {Partial<import("../../web/src/worker/python.js").PythonJob>} [changes]
 */
const run = (source, changes) => runJob(python, source, changes);

test("a photo goes in, a straight-alpha PNG of its size comes out, every stage is reported in order", async () => {
  const { outcome, stages } = await run(drawnPng(WIDTH, HEIGHT));
  assert.ok(outcome.ok, JSON.stringify(outcome));
  assert.deepEqual([outcome.result.width, outcome.result.height, outcome.result.extension], [WIDTH, HEIGHT, ".png"]);
  assert.ok(outcome.files.cutout instanceof Uint8Array);
  assert.equal(outcome.files.cutout.byteOffset, 0, "owns its buffer, so it can be transferred");
  assert.deepEqual([...outcome.files.cutout.slice(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  assert.deepEqual(stages, ["decode", "prepare", "inference", "alpha", "foreground", "encode", "verify", "preview"]);
  assert.deepEqual(Object.keys(outcome.result.timings), stages);
  assert.ok(Object.values(outcome.result.timings).every((seconds) => seconds >= 0));
});

test("the network gets contiguous float32 of the stated shape, with the photo's colours", async () => {
  /** @type {{ tensor: Float32Array, shape: readonly number[] } | null} */
  let seen = null;
  await run(
    drawnPng(WIDTH, HEIGHT, () => [255, 0, 51, 255]),
    {
      infer: async (tensor, shape) => {
        seen = { tensor, shape };
        return { data: new Float32Array(32 * 32), dims: [1, 1, 32, 32] };
      },
    },
  );
  assert.ok(seen !== null);
  const { tensor, shape } = /** @type {{ tensor: Float32Array, shape: readonly number[] }} */ (seen);
  assert.ok(tensor instanceof Float32Array);
  assert.deepEqual([...shape], [1, 3, 32, 32]);
  assert.equal(tensor.length, 3 * 32 * 32);
  assert.equal(tensor[5], 1);
  assert.equal(tensor[32 * 32 + 5], 0);
  assert.ok(Math.abs((tensor[2 * 32 * 32 + 5] ?? 0) - 0.2) < 1e-6);
});

test("alpha crosses as float32: a half that uint8 could not hold is rounded once, at the end", async () => {
  const { outcome } = await run(drawnPng(1, 1), {
    infer: async () => ({ data: new Float32Array(32 * 32).fill(100.4 / 255), dims: [1, 1, 32, 32] }),
  });
  assert.ok(outcome.ok);
  assert.equal(inflateSync(chunkBodies(outcome.files.cutout, "IDAT"))[4], 100);
});

test("a damaged file is a tagged failure with its code, not an exception", async () => {
  const { outcome } = await run(drawnPng(WIDTH, HEIGHT).slice(0, 60));
  assert.equal(outcome.ok, false);
  assert.deepEqual(outcome.ok ? null : [outcome.code, outcome.stage], ["decode-failed", "decode"]);
});

test("an error of the network ends the job in the inference stage", async () => {
  const { outcome } = await run(drawnPng(WIDTH, HEIGHT), {
    infer: async () => {
      throw new Error("GPU lost");
    },
  });
  assert.deepEqual(outcome.ok ? null : [outcome.code, outcome.stage], ["inference-failed", "inference"]);
  assert.match(outcome.ok ? "" : outcome.detail, /GPU lost/);
});

test("an output of the wrong shape is refused with its numbers", async () => {
  const { outcome } = await run(drawnPng(WIDTH, HEIGHT), {
    infer: async () => ({ data: new Float32Array(7), dims: [7] }),
  });
  assert.equal(outcome.ok ? null : outcome.code, "inference-failed");
});

test("an AVIF photo is decoded by the codec and a lossless AVIF comes out, checked and readable", async () => {
  const codecs = createCodecs(builtUnits(), fromDisk);
  const rgba = Uint8Array.from({ length: WIDTH * HEIGHT * 4 }, (_, at) => (at % 4 === 3 ? 255 : (at * 7) & 255));
  const source = await codecs.encode("avif", rgba, WIDTH, HEIGHT, { quality: 85, lossless: true });
  const { outcome } = await run(source, { options: { ...OPTIONS, format: "avif", lossless: true } });
  assert.ok(outcome.ok, JSON.stringify(outcome));
  assert.deepEqual([outcome.result.extension, outcome.result.media_type], [".avif", "image/avif"]);
  assert.equal(outcome.result.details.source_format, "AVIF");
  assert.deepEqual((await codecs.decode("avif", outcome.files.cutout)).data, rgba);
});

test("a JPEG photo keeps the pixels of its codec, without its end marker too; half of it is named as half", async () => {
  const source = await drawnJpeg(WIDTH, HEIGHT);
  const codecs = createCodecs(builtUnits(), fromDisk);
  const { data } = await codecs.decode("jpeg", source);
  for (const whole of [
    source,
    source.slice(0, -2),
    Uint8Array.of(...source.slice(0, -2), 0, 0, 1, 10, 83, 69, 70, 84),
  ]) {
    const { outcome } = await run(whole, { options: { ...OPTIONS, format: "avif", lossless: true } });
    assert.ok(outcome.ok, JSON.stringify(outcome));
    assert.equal(outcome.result.details.source_format, "JPEG");
    assert.deepEqual((await codecs.decode("avif", outcome.files.cutout)).data, data);
  }
  const { outcome } = await run(source.slice(0, source.length / 2));
  assert.deepEqual(outcome.ok ? null : [outcome.code, outcome.stage], ["decode-failed", "decode"]);
  assert.equal(outcome.ok ? "" : outcome.found.case, "picture-missing");
});

test("a codec's words reach the detail, and what it says is wrong with the file is decode-failed", async () => {
  const codecs = createCodecs(builtUnits(), fromDisk);
  const source = await codecs.encode("avif", new Uint8Array(64), 4, 4, { quality: 85, lossless: true });
  const { outcome } = await run(source, {
    codecs: {
      ...codecs,
      decode: async () => {
        throw new Error("the decoder says that tile 3 is missing");
      },
    },
  });
  assert.deepEqual(outcome.ok ? null : [outcome.code, outcome.stage], ["decode-failed", "decode"]);
  assert.match(outcome.ok ? "" : outcome.detail, /tile 3 is missing/);
});

test("an encoder that writes something else than was meant is found out", async () => {
  const codecs = createCodecs(builtUnits(), fromDisk);
  const { outcome } = await run(drawnPng(WIDTH, HEIGHT), {
    options: { ...OPTIONS, format: "avif" },
    codecs: {
      ...codecs,
      encode: (kind, rgba, width, height, settings) =>
        codecs.encode(kind, rgba.subarray(0, width * (height - 1) * 4), width, height - 1, settings),
    },
  });
  assert.deepEqual(outcome.ok ? null : [outcome.code, outcome.stage], ["encode-verification-failed", "verify"]);
});

test("a photo with more pixels than this device may decode is refused with the numbers", async () => {
  const { outcome } = await run(drawnPng(WIDTH, HEIGHT), { limits: { max_pixels: WIDTH * HEIGHT - 1 } });
  assert.equal(outcome.ok ? null : outcome.code, "photo-too-large");
  assert.match(JSON.stringify(outcome.ok ? {} : outcome.found), /48/);
});

test("a snapshot that does not fit is left aside and Python starts the long way", async () => {
  const started = await startPython(builtUnits(), { snapshot: new Uint8Array(4096), read: fromDisk });
  assert.notEqual(started.snapshot, null);
});

test("the network is asked once more, in another shape, where its answer is doubtful; all answers come out", async () => {
  const shapes = /** @type {number[][]} */ ([]);
  /** @type {unknown[]} */
  let found = [];
  const { outcome, stages } = await run(await drawnJpeg(96, 48), {
    work: {
      work: "cut",
      spec: { ...SPEC, looks: ["square 32", "aspect 32"], multiple: 16, softness_limit: 0.33 },
      version: "1",
    },
    async infer(_, shape) {
      shapes.push([...shape]);
      const [, , height = 0, width = 0] = shape;
      const isSoft = shapes.length === 1;
      const data = Float32Array.from({ length: height * width }, (_unused, at) => {
        const isInside = at % width > width / 4 && at > height * width * 0.5;
        return isInside ? 1 : isSoft ? 0.45 : 0;
      });
      return { data, dims: [1, 1, height, width] };
    },
    found: (...all) => {
      found = all;
    },
  });
  assert.ok(outcome.ok, JSON.stringify(outcome));
  assert.deepEqual(shapes, [
    [1, 3, 32, 32],
    [1, 3, 16, 48],
  ]);
  const [files, looks, chosen] = /** @type {any} */ (found);
  assert.ok(files.every((/** @type {unknown} */ file) => file instanceof Uint8Array && file.byteOffset === 0));
  assert.deepEqual(
    files.map((/** @type {Uint8Array} */ file) => [...chunkBodies(file, "IHDR").subarray(0, 8)]),
    [
      [0, 0, 0, 32, 0, 0, 0, 32],
      [0, 0, 0, 48, 0, 0, 0, 16],
    ],
  );
  assert.deepEqual(
    looks.map((/** @type {any} */ each) => [each.look, typeof each.doubt, Array.isArray(each.reasons)]),
    ["square 32", "aspect 32"].map((look) => [look, "number", true]),
  );
  assert.deepEqual([chosen, looks[0].reasons.length > 0], [1, true]);
  assert.deepEqual(
    outcome.result.looks.map(({ look, seconds }) => [look, seconds > 0]),
    [
      ["square 32", true],
      ["aspect 32", true],
    ],
  );
  assert.equal(stages.filter((stage) => stage === "inference").length, 1);
});
