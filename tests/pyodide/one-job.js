// One job for the real `cutout` in the real Pyodide, with the real codecs, and what a PNG that comes out holds. No test is here.

import { DEFAULT_OPTIONS } from "../../web/src/shared/options.js";
import { createCodecs } from "../../web/src/worker/codecs/index.js";
import { builtUnits, fromDisk } from "./built.js";
import { SPEC } from "./tiny-model.js";

/**
 * Runs a job whose network, where none is given, finds everything.
 *
 * @param {import("../../web/src/worker/python.js").Python} python
 * @param {Uint8Array<ArrayBuffer>} source
 * @param {Partial<import("../../web/src/worker/python.js").PythonJob>} [changes]
 */
export function runJob(python, source, changes = {}) {
  const stages = /** @type {string[]} */ ([]);
  const job = {
    work: { work: /** @type {const} */ ("cut"), spec: SPEC, version: "1" },
    source,
    options: DEFAULT_OPTIONS,
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

/**
 * @param {Uint8Array} png
 * @param {string} type
 * @returns {Buffer} the data of all chunks of that type
 */
export function chunkBodies(png, type) {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const found = [];
  for (let at = 8; at < png.length; at += view.getUint32(at) + 12) {
    if (String.fromCharCode(...png.slice(at + 4, at + 8)) === type) {
      found.push(png.slice(at + 8, at + 8 + view.getUint32(at)));
    }
  }
  return Buffer.concat(found);
}
