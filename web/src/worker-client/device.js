// What this device offers to run a network on, asked once. It decides nothing: plans.js does.

/**
 * @typedef {object} Adapter
 * @property {boolean} isSoftware it computes on the processor, slower than WASM does
 * @property {string} words vendor, architecture and the like, as far as the browser tells
 * @property {readonly string[]} features
 * @property {{ storageBuffers: number, bufferBytes: number }} limits
 */

/**
 * @typedef {object} Device
 * @property {boolean} hasWebGpu the browser knows it at all
 * @property {Adapter | null} adapter
 * @property {string} adapterProblem why there is none, where the browser said so
 * @property {boolean} hasJspi WebAssembly can wait for a promise
 * @property {"yes" | "not-isolated" | "not-offered"} sharedMemory which threads need
 * @property {number} cores
 */

/** A graphics process that hangs must not hold the first photo up. */
const ADAPTER_LIMIT_MS = 8000;
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|\bwarp\b/i;

/** @typedef {Partial<Record<"vendor" | "architecture" | "device" | "description", string>> & { isFallbackAdapter?: boolean }} AdapterInfo */
/**
 * @typedef {object} GpuAdapter the part of WebGPU that is used here
 * @property {AdapterInfo} [info]
 * @property {boolean} [isFallbackAdapter] where it was before it moved to `info`
 * @property {Iterable<string>} features
 * @property {Record<string, number>} limits
 */

/**
 * @param {object} [browser]
 * @param {{ requestAdapter(options: object): Promise<GpuAdapter | null> } | undefined} [browser.gpu]
 * @param {boolean} [browser.isIsolated]
 * @param {number} [browser.cores]
 * @returns {Promise<Device>}
 */
export async function probeDevice({
  gpu = /** @type {any} */ (navigator).gpu,
  isIsolated = globalThis.crossOriginIsolated === true,
  cores = navigator.hardwareConcurrency,
} = {}) {
  const hasShared = typeof SharedArrayBuffer === "function";
  const { adapter, problem } = gpu === undefined || gpu === null ? NO_ADAPTER : await askAdapter(gpu);
  return {
    hasWebGpu: gpu !== undefined && gpu !== null,
    adapter: adapter === null ? null : describeAdapter(adapter),
    adapterProblem: problem,
    hasJspi: "Suspending" in WebAssembly,
    // WebKit can be cross-origin isolated without having it.
    sharedMemory: !isIsolated ? "not-isolated" : hasShared ? "yes" : "not-offered",
    cores: Math.max(1, cores || 1),
  };
}

const NO_ADAPTER = { adapter: null, problem: "" };

/** @param {{ requestAdapter(options: object): Promise<GpuAdapter | null> }} gpu */
async function askAdapter(gpu) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  try {
    const silence = new Promise((_, reject) => {
      const seconds = ADAPTER_LIMIT_MS / 1000;
      timer = setTimeout(() => reject(new Error(`no answer within ${seconds} seconds`)), ADAPTER_LIMIT_MS);
    });
    const asked = gpu.requestAdapter({ powerPreference: "high-performance" });
    return { adapter: /** @type {GpuAdapter | null} */ (await Promise.race([asked, silence])), problem: "" };
  } catch (error) {
    return { adapter: null, problem: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {GpuAdapter} adapter
 * @returns {Adapter}
 */
export function describeAdapter({ info = {}, isFallbackAdapter, features, limits }) {
  const { vendor, architecture, device, description } = info;
  const words = [...new Set([vendor, architecture, device, description].filter((word) => word))].join(" ");
  const { maxStorageBuffersPerShaderStage: storageBuffers = 8 } = limits;
  const { maxBufferSize = Infinity, maxStorageBufferBindingSize = Infinity } = limits;
  return {
    isSoftware: info.isFallbackAdapter === true || isFallbackAdapter === true || SOFTWARE.test(words),
    words,
    features: [...features],
    limits: { storageBuffers, bufferBytes: Math.min(maxBufferSize, maxStorageBufferBindingSize) },
  };
}
