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
function run(source, changes = {}) {
  const stages = /** @type {string[]} */ ([]);
  const job = {
    work: { work: /** @type {const} */ ("cut"), spec: SPEC, version: "1" },
    source,
    options: OPTIONS,
    limits: { max_pixels: 100_000_000 },
    codecs: createCodecs(builtUnits(), fromDisk),
    infer: async (/** @type {Float32Array} */ _, /** @type {readonly number[]} */ shape) => ({
      data: new Float32Array(32 * 32).fill(1),
      dims: [1, 1, ...shape.slice(2)],
    }),
    report: (/** @type {string} */ stage) => stages.push(stage),
    found: () => {},
    ...changes,
  };
  return python.run(job).then((outcome) => ({ outcome, stages }));
}

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
  assert.equal(inflateSync(chunks(outcome.files.cutout, "IDAT"))[4], 100);
});

test("a cut hands its matte over as soon as it is found, and a finish makes the same cutout of it without the network", async () => {
  /** @type {{ matte: Uint8Array<ArrayBuffer>, facts: object, stage: string | undefined }[]} */
  const found = [];
  const stages = /** @type {string[]} */ ([]);
  const options = { ...OPTIONS, format: /** @type {const} */ ("webp") };
  const source = await drawnJpeg(WIDTH, HEIGHT);
  const values = Float32Array.from({ length: 32 * 32 }, (_, at) => (at % 32) / 31.7);
  const { outcome: whole } = await run(source, {
    options,
    infer: async () => ({ data: values, dims: [1, 1, 32, 32] }),
    report: (stage) => stages.push(stage),
    found: (matte, facts) => found.push({ matte, facts, stage: stages.at(-1) }),
  });
  assert.ok(whole.ok, JSON.stringify(whole));
  const [{ matte, facts, stage }, ...more] = /** @type {[typeof found[0]]} */ (found);
  assert.equal(more.length, 0);
  assert.equal(stage, "alpha");
  assert.deepEqual(facts, { model: "test", version: "1", resize: "stretch", photo_width: WIDTH, photo_height: HEIGHT });
  assert.ok(matte instanceof Uint8Array && matte.byteOffset === 0, "owns its buffer");
  assert.deepEqual([...matte.slice(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  assert.deepEqual([...chunks(matte, "IHDR")], [0, 0, 0, 32, 0, 0, 0, 32, 16, 0, 0, 0, 0]);

  const finishing = await run(source, { options, work: { work: "finish", matte }, infer: neverAsked });
  const finished = finishing.outcome;
  assert.ok(finished.ok, JSON.stringify(finished));
  assert.deepEqual(finished.files, whole.files);
  assert.deepEqual({ ...finished.result, timings: null }, { ...whole.result, timings: null });
  assert.deepEqual(finishing.stages, ["decode", "alpha", "foreground", "encode", "verify", "preview"]);
});

test("a damaged matte, and that of another photo, is a failure of its own", async () => {
  let matte = new Uint8Array();
  await run(drawnPng(WIDTH, HEIGHT), { found: (file) => (matte = file) });
  const damaged = Uint8Array.from(matte, (byte, at) => (at === matte.length - 20 ? byte ^ 1 : byte));
  for (const [source, file] of /** @type {const} */ ([
    [drawnPng(WIDTH, HEIGHT), damaged],
    [drawnPng(WIDTH + 1, HEIGHT), matte],
  ])) {
    const { outcome } = await run(source, { work: { work: "finish", matte: file }, infer: neverAsked });
    assert.deepEqual(outcome.ok ? null : [outcome.code, outcome.stage], ["matte-damaged", "alpha"]);
  }
});

/** @returns {Promise<never>} */
async function neverAsked() {
  throw new Error("a finish asked the network");
}

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

/**
 * @param {Uint8Array} png
 * @param {string} type
 * @returns {Buffer} the data of all chunks of that type
 */
function chunks(png, type) {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const found = [];
  for (let at = 8; at < png.length; at += view.getUint32(at) + 12) {
    if (String.fromCharCode(...png.slice(at + 4, at + 8)) === type) {
      found.push(png.slice(at + 8, at + 8 + view.getUint32(at)));
    }
  }
  return Buffer.concat(found);
}

test("a snapshot that does not fit is left aside and Python starts the long way", async () => {
  const started = await startPython(builtUnits(), { snapshot: new Uint8Array(4096), read: fromDisk });
  assert.notEqual(started.snapshot, null);
});
