// Which execution provider to try, from what this browser has. It starts nothing; inference.js does.

/** @import { Provider, ProviderChoice } from "../shared/providers.js" */

const MOST_THREADS = 8;

/**
 * WebGPU where there is a real adapter, else WASM. A software adapter is slower than WASM, so only a person who asks for
 * WebGPU gets it.
 *
 * @param {ProviderChoice} choice
 * @returns {Promise<Provider>}
 */
export async function chooseProvider(choice) {
  if (choice !== "auto") {
    return choice;
  }
  if (!("gpu" in navigator)) {
    return "wasm";
  }
  try {
    const gpu =
      /** @type {{ requestAdapter(options: object): Promise<{ info?: { isFallbackAdapter?: boolean } } | null> }} */ (
        navigator.gpu
      );
    const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
    return adapter !== null && adapter.info?.isFallbackAdapter !== true ? "webgpu" : "wasm";
  } catch {
    return "wasm";
  }
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
