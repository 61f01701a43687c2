// Devices and variants as tests need them. Not a test.

/** @param {object} [changes] */
export function variant(changes = {}) {
  return /** @type {any} */ ({
    precision: "float32",
    providers: ["webgpu", "wasm"],
    needs: [],
    limits: { storageBuffers: null, bufferBytes: null },
    files: [{ role: "graph", path: "m.onnx", bytes: 1, sha256: "0".repeat(64), url: "/m" }],
    ...changes,
  });
}

export const HALF = variant({ precision: "float16", providers: ["webgpu"], needs: ["shader-f16"] });

/** @param {object} [changes] */
export function adapter(changes = {}) {
  return {
    isSoftware: false,
    words: "acme tester",
    features: ["shader-f16"],
    limits: { storageBuffers: 10, bufferBytes: 1_000_000_000 },
    ...changes,
  };
}

/** With everything. @param {object} [changes] */
export function device(changes = {}) {
  return /** @type {import("../../web/src/worker-client/device.js").Device} */ ({
    hasWebGpu: true,
    adapter: adapter(),
    adapterProblem: "",
    hasJspi: true,
    sharedMemory: "yes",
    cores: 4,
    ...changes,
  });
}
