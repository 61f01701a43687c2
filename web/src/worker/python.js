// Pyodide in the job worker: starts it, loads the `cutout` package, calls its bridge once. The only JavaScript that
// knows Pyodide. No Python source text lives in JavaScript.

import { failureOf } from "../shared/errors.js";
import { JobError } from "./job-error.js";
import { startPyodide } from "./pyodide-start.js";

/** @import { PyCallable, PyDict, PyProxy } from "pyodide/ffi" */
/** @import { Units } from "../shared/config.js" */
/** @import { ModelSpec } from "../shared/model.js" */
/** @import { Failure } from "../shared/errors.js" */
/** @import { Options } from "../shared/options.js" */
/** @import { Result } from "../shared/result.js" */
/** @import { Stage } from "../shared/stages.js" */
/** @import { LookFacts } from "../shared/work.js" */
/** @import { Codecs } from "./codecs/index.js" */
/** @import { Infer } from "./inference.js" */
/** @import { Reader } from "./python-packages.js" */

/** @typedef {Record<"cutout" | "thumbnail" | "original", Uint8Array<ArrayBuffer>>} BridgeFiles empty where there is none */
/** @typedef {{ ok: true, files: BridgeFiles, result: Result }} BridgeDone what `cutout.bridge.run` answers */
/** @typedef {Failure & { ok: false, stage: Stage }} BridgeFailed */
/** @typedef {BridgeDone | BridgeFailed} BridgeOutcome */

/** @typedef {{ max_pixels: number }} Limits snake_case because it crosses to Python as it is */

/** @typedef {(files: Uint8Array<ArrayBuffer>[], looks: LookFacts[], chosen: number) => void} Found files: one of each look */

/**
 * @typedef {object} PythonJob
 * @property {{ work: "cut", spec: ModelSpec, version: string } | { work: "finish", matte: Uint8Array<ArrayBuffer> }} work
 * @property {Uint8Array<ArrayBuffer>} source
 * @property {Options} options
 * @property {Limits} limits
 * @property {Infer} infer
 * @property {(stage: Stage, fraction: number | null) => void} report
 * @property {Found} found as soon as a "cut" has its mattes: the network is asked no more
 * @property {Pick<Codecs, "decode" | "encode">} codecs
 */

/**
 * @typedef {object} Python
 * @property {(job: PythonJob) => Promise<BridgeOutcome>} run
 * @property {Uint8Array<ArrayBuffer> | null} snapshot of the memory as it is before any job; null where one was used or none can be had
 * @property {number} startSeconds
 */

/**
 * @param {Units} units full addresses (or, under Node, paths)
 * @param {object} how
 * @param {Uint8Array<ArrayBuffer> | null} how.snapshot of an earlier start
 * @param {Reader} how.read
 * @returns {Promise<Python>}
 */
export async function startPython(units, { snapshot: given, read }) {
  const startedAt = performance.now();
  const { bridge, snapshot } = await loadBridge(units, given, read);
  return {
    snapshot,
    startSeconds: (performance.now() - startedAt) / 1000,
    async run({ work, source, options, limits, infer, report, found, codecs }) {
      const run = /** @type {PyCallable} */ (bridge.run);
      // Python's None arrives as undefined.
      const answer = await run(
        { ...work, data: source, options, limits },
        infer,
        (/** @type {Stage} */ stage, /** @type {number} */ fraction) => report(stage, fraction ?? null),
        found,
        codecs,
      );
      const proxy = /** @type {PyDict} */ (answer);
      try {
        return /** @type {BridgeOutcome} */ (proxy.toJs({ dict_converter: Object.fromEntries }));
      } finally {
        proxy.destroy();
        run.destroy();
      }
    },
  };
}

/**
 * @param {Units} units
 * @param {Uint8Array<ArrayBuffer> | null} snapshot
 * @param {Reader} read
 * @returns {Promise<{ bridge: PyProxy, snapshot: Uint8Array<ArrayBuffer> | null }>}
 */
async function loadBridge(units, snapshot, read) {
  try {
    const started = await startPyodide(units, snapshot, read);
    return { bridge: started.pyodide.pyimport("cutout.bridge"), snapshot: started.snapshot };
  } catch (error) {
    throw new JobError(failureOf("runtime-unavailable", { case: "python" }, String(error)), "start");
  }
}
