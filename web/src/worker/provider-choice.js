// Which execution provider to try, from what this browser has. It starts nothing; inference.js does.

import { hasHardwareWebGpu } from "../lib/webgpu.js";

/** @import { Provider, ProviderChoice } from "../shared/providers.js" */

const MOST_THREADS = 8;

/**
 * WebGPU where there is a real adapter, else WASM. A software adapter is slower than WASM, so only a person who asks for
 * WebGPU gets it.
 *
 * @param {ProviderChoice} choice
 * @param {readonly Provider[]} able providers that the model's variant can run on
 * @returns {Promise<Provider>}
 */
export async function chooseProvider(choice, able) {
  if (choice !== "auto") {
    return choice;
  }
  return able.includes("webgpu") && (await hasHardwareWebGpu()) ? "webgpu" : "wasm";
}

/**
 * Threads need shared memory, and WebKit can be cross-origin isolated without having it.
 *
 * @returns {number}
 */
export function wasmThreads() {
  const shared = self.crossOriginIsolated && typeof SharedArrayBuffer === "function";
  return shared ? Math.max(1, Math.min(MOST_THREADS, navigator.hardwareConcurrency || 1)) : 1;
}
