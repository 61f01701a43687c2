// Execution providers: what can run the network, what people may choose, and how they are told which one did.
// Which ways to try, and in which order, is worker-client/plans.js.

/** @import { Variant } from "./model.js" */
/** @import { FailedMessage } from "./protocol.js" */

export const PROVIDERS = /** @type {const} */ (["webgpu", "wasm"]);
const PROVIDER_CHOICES = /** @type {const} */ (["auto", "webgpu", "wasm", "wasm-1"]);

/** @typedef {typeof PROVIDERS[number]} Provider */
/** @typedef {typeof PROVIDER_CHOICES[number]} ProviderChoice wasm-1: with one thread */
/** @typedef {"jspi" | "asyncify" | "wasm"} Runtime builds of ONNX Runtime; the first two hold WebGPU */

/**
 * One way to run a model on this device.
 * @typedef {object} Plan
 * @property {string} key tells it from the others of its model
 * @property {Provider} provider
 * @property {Runtime} runtime
 * @property {number} threads with WebGPU for what is left to the processor
 * @property {Variant} variant
 * @property {string} adapter in words; empty with WASM
 * @property {number | null} limitSeconds how long one step of WebGPU may say nothing; null: the stage's own limit
 */

/** @typedef {{ failed: Plan, failure: FailedMessage, next: Plan | null }} Fallback what goes on after a plan that failed */

/**
 * @param {unknown} value
 * @returns {value is Provider}
 */
export function isProvider(value) {
  return PROVIDERS.some((provider) => provider === value);
}

/**
 * @param {unknown} value
 * @returns {value is ProviderChoice}
 */
export function isProviderChoice(value) {
  return PROVIDER_CHOICES.some((choice) => choice === value);
}

/**
 * @param {Provider} provider
 * @param {number | null} threads of the WASM provider; WebGPU has none to speak of
 * @returns {string} for example "WebGPU" or "WASM, 4 threads"
 */
export function describeProvider(provider, threads) {
  if (provider === "webgpu") {
    return "WebGPU";
  }
  if (threads === null) {
    return "WASM";
  }
  return threads === 1 ? "WASM, 1 thread" : `WASM, ${threads} threads`;
}

/**
 * @param {Pick<Plan, "provider" | "threads" | "variant">} plan
 * @returns {string} for example "WebGPU (16 bit)" or "WASM, 4 threads"
 */
export function describePlan({ provider, threads, variant }) {
  const precision = variant.precision === "float16" ? " (16 bit)" : "";
  return `${describeProvider(provider, threads)}${precision}`;
}
