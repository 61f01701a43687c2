// Pyodide in the job worker: starts it, loads the `cutout` package, calls its bridge once. The only JavaScript that
// knows Pyodide. No Python source text lives in JavaScript.

import { JobError } from "./job-error.js";

/** @import { PyCallable, PyDict, PyProxy } from "pyodide/ffi" */
/** @import { ModelSpec, Units } from "../shared/config.js" */
/** @import { ErrorCode } from "../shared/errors.js" */
/** @import { Options } from "../shared/options.js" */
/** @import { Details, Timings } from "../shared/protocol.js" */
/** @import { Stage } from "../shared/stages.js" */
/** @import { Codecs } from "./codecs/index.js" */
/** @import { Infer } from "./inference.js" */

/**
 * What `cutout.bridge.run` answers; its keys are Python's.
 * @typedef {{
 *   ok: true, data: Uint8Array<ArrayBuffer>, media_type: string, extension: string, width: number, height: number,
 *   thumbnail: Uint8Array<ArrayBuffer>, original_preview: Uint8Array<ArrayBuffer>, details: Details, timings: Timings,
 * }} BridgeDone
 */
/** @typedef {{ ok: false, code: ErrorCode, stage: Stage, message: string, detail: string }} BridgeFailed */
/** @typedef {BridgeDone | BridgeFailed} BridgeOutcome */

/** @typedef {{ max_pixels: number }} Limits snake_case because it crosses to Python as it is */

/**
 * @typedef {object} PythonJob
 * @property {Uint8Array<ArrayBuffer>} source
 * @property {ModelSpec} spec
 * @property {Options} options
 * @property {Limits} limits
 * @property {Infer} infer
 * @property {(stage: Stage, fraction: number | null) => void} report
 * @property {Pick<Codecs, "decode" | "encode">} codecs
 */

/** @typedef {{ run(job: PythonJob): Promise<BridgeOutcome>, startSeconds: number }} Python */

/**
 * @param {Units} units full addresses (or, under Node, paths)
 * @returns {Promise<Python>}
 */
export async function startPython(units) {
  const startedAt = performance.now();
  const bridge = await loadBridge(units);
  return {
    startSeconds: (performance.now() - startedAt) / 1000,
    async run({ source, spec, options, limits, infer, report, codecs }) {
      const run = /** @type {PyCallable} */ (bridge.run);
      // Python's None arrives as undefined.
      const answer = await run(
        source,
        spec,
        options,
        limits,
        infer,
        (/** @type {Stage} */ stage, /** @type {number} */ fraction) => report(stage, fraction ?? null),
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
 * @returns {Promise<PyProxy>}
 */
async function loadBridge(units) {
  try {
    const { loadPyodide } = /** @type {typeof import("pyodide")} */ (await import(`${units.pyodide}pyodide.mjs`));
    const pyodide = await loadPyodide({
      indexURL: units.pyodide,
      lockFileURL: `${units.python}pyodide-lock.json`,
      packageBaseUrl: units.python,
      packages: ["cutout"],
    });
    return pyodide.pyimport("cutout.bridge");
  } catch (error) {
    throw new JobError("runtime-unavailable", "start", "Python could not be started in this browser.", String(error));
  }
}
