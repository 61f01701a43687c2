// The two halves of a job in the real Pyodide: a cut hands its matte over, and a finish makes the same cutout of it.
// Needs dist/ (`python3 build.py build`). The network is replaced by a ramp.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { DEFAULT_OPTIONS } from "../../web/src/shared/options.js";
import { createCodecs } from "../../web/src/worker/codecs/index.js";
import { startPython } from "../../web/src/worker/python.js";
import { builtUnits, fromDisk } from "./built.js";
import { drawnJpeg } from "./drawn-jpeg.js";
import { drawnPng } from "./drawn-png.js";
import { chunkBodies, runJob } from "./one-job.js";

/** @import { Options } from "../../web/src/shared/options.js" */
/** @import { Python, PythonJob } from "../../web/src/worker/python.js" */

const WIDTH = 48;
const HEIGHT = 40;

/** @type {Python} */
let python;
/** @type {Uint8Array<ArrayBuffer> | null} */
let snapshot;

before(async () => {
  python = await startPython(builtUnits(), { snapshot: null, read: fromDisk });
  snapshot = python.snapshot;
});

/**
 * @param {Uint8Array<ArrayBuffer>} source
 * @param {Partial<PythonJob>} [changes]
 */
const run = (source, changes) => runJob(python, source, changes);

/** Hardly one of its values is a multiple of 1 / 65535. */
async function ramp() {
  return { data: Float32Array.from({ length: 32 * 32 }, (_, at) => (at % 32) / 31.7), dims: [1, 1, 32, 32] };
}

test("a cut hands its matte over as soon as it is found, and a finish makes the same cutout of it without the network", async () => {
  /** @type {{ mattes: Uint8Array<ArrayBuffer>[], looks: unknown, chosen: number, stage: string | undefined }[]} */
  const found = [];
  const stages = /** @type {string[]} */ ([]);
  const source = await drawnJpeg(WIDTH, HEIGHT);
  const { outcome: whole } = await run(source, {
    infer: ramp,
    report: (stage) => stages.push(stage),
    found: (mattes, looks, chosen) => found.push({ mattes, looks, chosen, stage: stages.at(-1) }),
  });
  assert.ok(whole.ok, JSON.stringify(whole));
  const [{ mattes, looks, chosen, stage }, ...more] = /** @type {[typeof found[0]]} */ (found);
  assert.equal(more.length, 0);
  const { doubt } = whole.result.facts;
  assert.deepEqual([looks, chosen], [[{ look: "square 32", doubt, reasons: [] }], 0]);
  assert.deepEqual(
    whole.result.looks.map(({ look }) => look),
    ["square 32"],
  );
  const [matte] = /** @type {[Uint8Array<ArrayBuffer>]} */ (mattes);
  assert.equal(stage, "alpha");
  const facts = chunkBodies(matte, "tEXt").toString("latin1").replace("cutroom:matte\0", "");
  const asked = { model: "test", version: "1", look: "square 32" };
  assert.deepEqual(JSON.parse(facts), { ...asked, photo_width: WIDTH, photo_height: HEIGHT, doubt, reasons: [] });
  assert.ok(matte instanceof Uint8Array && matte.byteOffset === 0, "owns its buffer");
  assert.deepEqual([...matte.slice(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  assert.deepEqual([...chunkBodies(matte, "IHDR")], [0, 0, 0, 32, 0, 0, 0, 32, 16, 0, 0, 0, 0]);

  const finishing = await run(source, { work: { work: "finish", matte }, infer: neverAsked });
  const finished = finishing.outcome;
  assert.ok(finished.ok, JSON.stringify(finished));
  assert.deepEqual(finished.files, whole.files);
  assert.deepEqual({ ...finished.result, timings: null }, { ...whole.result, timings: null, looks: [] });
  assert.deepEqual(finishing.stages, ["decode", "alpha", "foreground", "encode", "verify", "preview"]);
});

/** @type {[string, Partial<Options>][]} */
const SETTINGS = [
  ["PNG, hidden colours cleared", { hidden_colours: "clear" }],
  ["PNG, edges off, hidden colours continued", { edges: "plain", clean_edges: false, hidden_colours: "extend" }],
  ["WebP", { format: "webp", quality: 70 }],
  ["WebP, lossless, edges not cleaned", { format: "webp", lossless: true, clean_edges: false }],
  ["AVIF", { format: "avif", quality: 60 }],
  ["AVIF, lossless, edges not refined", { format: "avif", lossless: true, edges: "plain" }],
];

test("whatever the settings, a finish in a fresh Python has the bytes of a cut", async (context) => {
  const codecs = createCodecs(builtUnits(), fromDisk);
  const rgba = Uint8Array.from({ length: WIDTH * HEIGHT * 4 }, (_, at) =>
    at % 4 === 3 ? 255 - (at % 96) : (at * 7) & 255,
  );
  const sources = {
    "an AVIF with alpha": await codecs.encode("avif", rgba, WIDTH, HEIGHT, { quality: 85, lossless: true }),
    "a JPEG": await drawnJpeg(WIDTH, HEIGHT),
  };
  const another = await startPython(builtUnits(), { snapshot, read: fromDisk });
  for (const [kind, source] of Object.entries(sources)) {
    let matte = new Uint8Array();
    await run(source, { infer: ramp, found: ([file]) => (matte = /** @type {typeof matte} */ (file)) });
    for (const [settings, chosen] of SETTINGS) {
      await context.test(`${kind} as ${settings}`, async () => {
        const options = { ...DEFAULT_OPTIONS, ...chosen };
        const { outcome: whole } = await run(source, { options, infer: ramp });
        const { outcome: finished } = await runJob(another, source, {
          options,
          work: { work: "finish", matte },
          infer: neverAsked,
        });
        assert.ok(whole.ok && finished.ok, JSON.stringify([whole, finished]));
        assert.deepEqual(finished.files, whole.files);
        assert.deepEqual({ ...finished.result, timings: null }, { ...whole.result, timings: null, looks: [] });
      });
    }
  }
});

test("a damaged matte, and that of another photo, is a failure of its own", async () => {
  let matte = new Uint8Array();
  await run(drawnPng(WIDTH, HEIGHT), { found: ([file]) => (matte = /** @type {typeof matte} */ (file)) });
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
