// The stages of a job, in the order in which they run, and what the page needs to know about each.
// Python owns the order of its own stages (cutout/pipeline.py); a test holds the two lists together.

/** @import { Work } from "./work.js" */

/**
 * `limitSeconds` is how long the page waits without hearing anything from a job in that stage. Each progress message
 * starts the wait anew; most Python stages block the worker, so for them it bounds the whole stage. The limits are there
 * for jobs that will never answer, not for slow machines, so each is several times the slowest run we know of.
 *
 * `work` is the only one that has it, where that is not both.
 *
 * `weight` is a rough share of a job's time, in percent: it only sets the widths of the stage bar's segments.
 */
export const STAGES = /** @type {const} */ ([
  // Two minutes without one more byte: the connection is dead, however slow it was.
  { name: "model", label: "Fetching the model", owner: "js", work: "cut", weight: 8, limitSeconds: 120 },
  // Starting Python and compiling the network took up to 15 s on two busy cores; a cold phone with WebGPU is far slower.
  { name: "start", label: "Starting", owner: "js", work: null, weight: 12, limitSeconds: 240 },
  // The largest photo allowed, as a progressive JPEG, in WebAssembly.
  { name: "decode", label: "Decoding", owner: "python", work: null, weight: 5, limitSeconds: 120 },
  { name: "prepare", label: "Preparing", owner: "python", work: "cut", weight: 3, limitSeconds: 120 },
  // One thread of a slow machine needs 120 s and more for a 1024-pixel network.
  { name: "inference", label: "Finding the subject", owner: "python", work: "cut", weight: 45, limitSeconds: 900 },
  { name: "alpha", label: "Enlarging the outline", owner: "python", work: null, weight: 5, limitSeconds: 180 },
  // Several passes over every pixel of the photo.
  { name: "foreground", label: "Finishing the edges", owner: "python", work: null, weight: 10, limitSeconds: 300 },
  // Compression of up to several hundred MB of pixels, on one thread.
  { name: "encode", label: "Encoding", owner: "python", work: null, weight: 8, limitSeconds: 300 },
  { name: "verify", label: "Checking", owner: "python", work: null, weight: 2, limitSeconds: 180 },
  { name: "preview", label: "Thumbnail", owner: "python", work: null, weight: 2, limitSeconds: 120 },
]);

/** @typedef {typeof STAGES[number]} StageInfo */
/** @typedef {StageInfo["name"]} Stage */

/** @type {ReadonlyMap<unknown, StageInfo>} */
const BY_NAME = new Map(STAGES.map((stage) => [stage.name, stage]));

/**
 * @param {unknown} value
 * @returns {value is Stage}
 */
export function isStage(value) {
  return BY_NAME.has(value);
}

/**
 * @param {Stage} name
 * @returns {StageInfo}
 */
export function stageInfo(name) {
  const info = BY_NAME.get(name);
  if (info === undefined) {
    throw new RangeError(`"${name}" is not a stage; the stages are ${STAGES.map((stage) => stage.name).join(", ")}`);
  }
  return info;
}

/**
 * @param {Work} work
 * @returns {StageInfo[]} those that it goes through, in their order
 */
export function stagesOf(work) {
  return STAGES.filter((stage) => stage.work === null || stage.work === work);
}
