// Execution providers: what can run the network, and how people are told which one did.
// Choosing one is the worker's work (worker/inference.js), not this file's.

export const PROVIDERS = /** @type {const} */ (["webgpu", "wasm"]);

/** @typedef {typeof PROVIDERS[number]} Provider */
/** @typedef {Provider | "auto"} ProviderChoice */

/**
 * @param {unknown} value
 * @returns {value is Provider}
 */
export function isProvider(value) {
  return PROVIDERS.some((provider) => provider === value);
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
