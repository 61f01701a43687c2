// ONNX Runtime in the job worker: one session, one run. The only JavaScript that knows onnxruntime-web.

import { isMemoryFailure, JobError } from "./job-error.js";
import { chooseProvider, wasmThreads } from "./provider-choice.js";

/** @import * as Ort from "onnxruntime-web" */
/** @import { ModelSpec, Units } from "../shared/config.js" */
/** @import { Details, ModelFiles } from "../shared/protocol.js" */
/** @import { Provider, ProviderChoice } from "../shared/providers.js" */

const WEIGHTS_NAME = "model.weights";

/**
 * The build has optimised the graph already. What is left to do here is mostly to widen every weight to float32 for good;
 * widened layer by layer the values are the same and the heap of a session that waits is half as large.
 */
const WASM_OPTIMISATION = "disabled";

/** @typedef {{ data: Float32Array, dims: readonly number[] }} Tensor */
/** @typedef {(tensor: Float32Array, shape: readonly number[]) => Promise<Tensor>} Infer */

/**
 * @typedef {object} Inference
 * @property {Infer} infer
 * @property {() => JobError | null} failure the error `infer` threw, which loses its identity on the way through Python
 * @property {Provider} provider that the session really uses
 * @property {number | null} threads null with WebGPU
 * @property {Details} details
 * @property {number} startSeconds
 */

/**
 * @param {Units} units full addresses
 * @param {ModelFiles} model
 * @param {object} how
 * @param {ProviderChoice} how.provider
 * @param {boolean} how.reduced each thread costs memory, so then there is one
 * @returns {Promise<Inference>}
 */
export async function startInference(units, model, { provider: choice, reduced }) {
  const startedAt = performance.now();
  const wanted = await chooseProvider(choice, model.variant.providers);
  const ort = await loadRuntime(units, wanted, reduced ? 1 : wasmThreads());
  const [graph, weights] = await Promise.all([readBytes(model.graph), model.weights && readBytes(model.weights)]);
  /** @param {Provider} provider */
  const create = (provider) =>
    ort.InferenceSession.create(graph, {
      executionProviders: [{ name: provider }],
      graphOptimizationLevel: provider === "wasm" ? WASM_OPTIMISATION : "all",
      ...(weights && { externalData: [{ path: WEIGHTS_NAME, data: weights }] }),
    });
  const { session, provider, details } = await createSession(create, wanted, choice);

  /** @type {JobError | null} */
  let failure = null;
  return {
    provider,
    threads: provider === "wasm" ? (ort.env.wasm.numThreads ?? 1) : null,
    details,
    startSeconds: (performance.now() - startedAt) / 1000,
    failure: () => failure,
    async infer(data, shape) {
      try {
        return await runOnce(ort, session, model.entry.spec, data, [...shape]);
      } catch (error) {
        failure = toInferenceFailure(String(error));
        throw failure;
      }
    },
  };
}

/**
 * @param {(provider: Provider) => Promise<Ort.InferenceSession>} create
 * @param {Provider} wanted
 * @param {ProviderChoice} choice
 * @returns {Promise<{ session: Ort.InferenceSession, provider: Provider, details: Details }>}
 */
async function createSession(create, wanted, choice) {
  try {
    return { session: await create(wanted), provider: wanted, details: {} };
  } catch (error) {
    if (wanted === "webgpu" && choice === "auto") {
      // The WebGPU build of the runtime holds the WASM provider too.
      const details = { provider_note: `WebGPU could not load the model, WASM ran instead: ${error}` };
      return { session: await create("wasm"), provider: "wasm", details };
    }
    throw new JobError("session-failed", "start", "The model could not be loaded for this browser.", String(error));
  }
}

/**
 * @param {Units} units
 * @param {Provider} provider
 * @param {number} threads
 * @returns {Promise<typeof Ort>}
 */
async function loadRuntime(units, provider, threads) {
  const [entry, binary] =
    provider === "webgpu"
      ? ["ort.webgpu.min.mjs", "ort-wasm-simd-threaded.asyncify"]
      : ["ort.wasm.min.mjs", "ort-wasm-simd-threaded"];
  try {
    const ort = /** @type {typeof Ort} */ (await import(`${units.ort}${entry}`));
    ort.env.wasm.wasmPaths = { mjs: `${units.ort}${binary}.mjs`, wasm: `${units.ort}${binary}.wasm` };
    ort.env.wasm.numThreads = threads;
    ort.env.logLevel = "error";
    return ort;
  } catch (error) {
    throw new JobError("runtime-unavailable", "start", "ONNX Runtime could not be loaded.", String(error));
  }
}

/**
 * @param {typeof Ort} ort
 * @param {Ort.InferenceSession} session
 * @param {ModelSpec} spec
 * @param {Float32Array} data
 * @param {number[]} shape
 * @returns {Promise<Tensor>}
 */
async function runOnce(ort, session, spec, data, shape) {
  const input = new ort.Tensor("float32", data, shape);
  const outputs = await session.run({ [spec.input_name]: input }, [spec.output_name]);
  const output = outputs[spec.output_name];
  if (output === undefined || output.type !== "float32") {
    throw new TypeError(`output ${spec.output_name} is ${output?.type ?? "missing"}, float32 was expected`);
  }
  return { data: /** @type {Float32Array} */ (output.data), dims: output.dims };
}

/** @param {string} detail */
function toInferenceFailure(detail) {
  return isMemoryFailure(detail)
    ? new JobError("out-of-memory", "inference", "The browser gave out no more memory for the network.", detail)
    : new JobError("inference-failed", "inference", "The network stopped with an error.", detail);
}

/** @param {Blob | SharedArrayBuffer} source */
async function readBytes(source) {
  return new Uint8Array(source instanceof Blob ? await source.arrayBuffer() : source);
}
