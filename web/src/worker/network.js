// ONNX Runtime: one session, on the provider the page chose, and one run for the photo. The only JavaScript that
// knows onnxruntime-web. It never takes another provider: a failure ends this worker, and the page tries the next in a
// fresh one (a runtime that failed once is of no more use).

import { failureOf } from "../shared/errors.js";
import { compileModule } from "./compiled-modules.js";
import { isMemoryFailure, JobError } from "./job-error.js";
import { checkOf, compareWithExpected, referenceInput } from "./self-check.js";
import { watchGpu } from "./watched-gpu.js";

/** @import * as Ort from "onnxruntime-web" */
/** @import { Units } from "../shared/config.js" */
/** @import { ModelSpec, SelfCheck } from "../shared/model.js" */
/** @import { Details } from "../shared/plain-values.js" */
/** @import { ModelFiles } from "../shared/protocol.js" */
/** @import { Plan, Runtime } from "../shared/providers.js" */
/** @import { Stage } from "../shared/stages.js" */
/** @import { WatchedGpu } from "./watched-gpu.js" */

const WEIGHTS_NAME = "model.weights";

/**
 * The build has optimised the graph already. What is left to do here is mostly to widen every weight to float32 for good;
 * widened layer by layer the values are the same and the heap of a session that waits is half as large.
 */
const WASM_OPTIMISATION = "disabled";

/**
 * On WASM, where nodes run one after the other in either mode. In the sequential one the runtime keeps a tensor's memory for
 * the next tensor of that size, however far that is; in this one it is free in between. Heap of the default model 537 MB
 * instead of 640 MB, of the small one 507 MB instead of 779 MB, the values and the seconds are the same.
 */
const WASM_EXECUTION = "parallel";

/** @type {Record<Runtime, [entry: string, binary: string]>} */
const RUNTIMES = {
  jspi: ["ort.jspi.min.mjs", "ort-wasm-simd-threaded.jspi"],
  asyncify: ["ort.webgpu.min.mjs", "ort-wasm-simd-threaded.asyncify"],
  wasm: ["ort.wasm.min.mjs", "ort-wasm-simd-threaded"],
};

/** @import { Tensor } from "./inference.js" */

/**
 * @typedef {object} Network
 * @property {(tensor: Float32Array, shape: readonly number[]) => Promise<Tensor>} run throws JobError
 * @property {number | null} threads null with WebGPU
 * @property {Details} details
 * @property {number} startSeconds with the self-check
 */

/**
 * @param {Units} units full addresses
 * @param {ModelFiles} model
 * @param {object} how
 * @param {Plan} how.plan
 * @param {readonly SelfCheck[]} how.checks what reference runs are to be compared with: the first look's now, another's before it
 *   is first asked
 * @param {(limitSeconds: number | null) => void} how.begin a step begins: the page is to hear again within so many seconds
 * @param {(look: string) => void} how.passed a self-check, in that look
 * @returns {Promise<Network>}
 */
export async function startNetwork(units, model, { plan, checks, begin, passed }) {
  const startedAt = performance.now();
  const isWasm = plan.provider === "wasm";
  const ort = await loadRuntime(units, plan);
  begin(plan.limitSeconds);
  const { session, gpu } = await createSession(ort, model, plan);
  const { spec } = model.entry;
  const run = guardedRun(ort, session, spec, gpu);
  /** @type {Details} */
  const details = {
    precision: plan.variant.precision,
    runtime: plan.runtime,
    ...(!isWasm && { adapter: plan.adapter }),
  };
  const left = new Set(checks.map(({ look }) => look));
  const first = checks.find(({ look }) => look === spec.looks[0]);
  if (first !== undefined) {
    begin(plan.limitSeconds);
    details.self_check = await checkItself(run, spec, first, "start");
    left.delete(first.look);
    passed(first.look);
  }
  begin(null);

  return {
    threads: isWasm ? (ort.env.wasm.numThreads ?? 1) : null,
    details,
    startSeconds: (performance.now() - startedAt) / 1000,
    async run(data, shape) {
      const due = checkOf(shape, model.entry.selfChecks);
      if (due !== null && left.has(due.look)) {
        await checkItself(run, spec, due, "inference");
        left.delete(due.look);
        passed(due.look);
      }
      try {
        return await run(data, [...shape]);
      } catch (error) {
        throw toInferenceFailure(error);
      }
    },
  };
}

/**
 * @param {Units} units
 * @param {Plan} plan
 * @returns {Promise<typeof Ort>}
 */
async function loadRuntime(units, { runtime, threads }) {
  const [entry, binary] = RUNTIMES[runtime];
  try {
    const wasm = `${units.ort}${binary}.wasm`;
    const [ort] = await Promise.all([
      /** @type {Promise<typeof Ort>} */ (import(`${units.ort}${entry}`)),
      // By itself it would be fetched within the session's creation, and a slow connection look like a card that hangs.
      compileModule(wasm),
    ]);
    ort.env.wasm.wasmPaths = { mjs: `${units.ort}${binary}.mjs`, wasm };
    ort.env.wasm.numThreads = threads;
    ort.env.logLevel = "error";
    return ort;
  } catch (error) {
    throw new JobError(failureOf("runtime-unavailable", { case: "network" }, String(error)), "start");
  }
}

/**
 * @param {typeof Ort} ort
 * @param {ModelFiles} model
 * @param {Plan} plan
 * @returns {Promise<{ session: Ort.InferenceSession, gpu: WatchedGpu | null }>}
 */
async function createSession(ort, model, { provider }) {
  const [graph, weights] = await Promise.all([readBytes(model.graph), model.weights && readBytes(model.weights)]);
  try {
    const session = await ort.InferenceSession.create(graph, {
      executionProviders: [{ name: provider }],
      ...(provider === "wasm"
        ? { graphOptimizationLevel: WASM_OPTIMISATION, executionMode: WASM_EXECUTION }
        : { graphOptimizationLevel: "all" }),
      ...(weights && { externalData: [{ path: WEIGHTS_NAME, data: weights }] }),
    });
    return { session, gpu: provider === "wasm" ? null : watchGpu(await ort.env.webgpu.device) };
  } catch (error) {
    const detail = String(error);
    throw isMemoryFailure(detail)
      ? new JobError(failureOf("out-of-memory", { case: "network" }, detail), "start")
      : new JobError(failureOf("session-failed", { case: "not-loaded" }, detail), "start");
  }
}

/**
 * @param {typeof Ort} ort
 * @param {Ort.InferenceSession} session
 * @param {ModelSpec} spec
 * @param {WatchedGpu | null} gpu
 * @returns {(data: Float32Array, shape: number[]) => Promise<Tensor>}
 */
function guardedRun(ort, session, spec, gpu) {
  return async (data, shape) => {
    const input = new ort.Tensor("float32", data, shape);
    const running = session.run({ [spec.input_name]: input }, [spec.output_name]);
    // A run whose card is gone may never end.
    const outputs = await (gpu === null ? running : Promise.race([running, gpu.lost]));
    await gpu?.assertNoError();
    const output = outputs[spec.output_name];
    if (output === undefined || output.type !== "float32") {
      throw new TypeError(`output ${spec.output_name} is ${output?.type ?? "missing"}, float32 was expected`);
    }
    return { data: /** @type {Float32Array<ArrayBuffer>} */ (output.data), dims: output.dims };
  };
}

/**
 * @param {(data: Float32Array, shape: number[]) => Promise<Tensor>} run
 * @param {ModelSpec} spec
 * @param {SelfCheck} expected
 * @param {Stage} stage of the job
 * @returns {Promise<string>} how well it went, for the item's details
 */
async function checkItself(run, spec, expected, stage) {
  const startedAt = performance.now();
  const { height, width } = expected;
  let output;
  try {
    output = await run(referenceInput(height, width), [1, 3, height, width]);
  } catch (error) {
    throw new JobError(toInferenceFailure(error), stage);
  }
  const { problem, deviation } = compareWithExpected(output, spec, expected);
  if (problem !== "") {
    throw new JobError(failureOf("provider-unfit", {}, problem), stage);
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  return `passed in ${seconds} s, mean deviation ${deviation.toExponential(1)}`;
}

/** @param {unknown} error */
function toInferenceFailure(error) {
  if (error instanceof JobError) {
    return error;
  }
  const detail = String(error);
  return isMemoryFailure(detail)
    ? new JobError(failureOf("out-of-memory", { case: "network" }, detail), "inference")
    : new JobError(failureOf("inference-failed", { case: "stopped" }, detail), "inference");
}

/** @param {Blob | SharedArrayBuffer} source */
async function readBytes(source) {
  return new Uint8Array(source instanceof Blob ? await source.arrayBuffer() : source);
}
