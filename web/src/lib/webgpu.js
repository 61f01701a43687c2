// Whether this device has a GPU that WebGPU can use. It draws and computes nothing.

/**
 * @returns {Promise<boolean>} false for a software adapter, which is slower than WebAssembly
 */
export async function hasHardwareWebGpu() {
  if (!("gpu" in navigator)) {
    return false;
  }
  try {
    const gpu =
      /** @type {{ requestAdapter(options: object): Promise<{ info?: { isFallbackAdapter?: boolean } } | null> }} */ (
        navigator.gpu
      );
    const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
    return adapter !== null && adapter.info?.isFallbackAdapter !== true;
  } catch {
    return false;
  }
}
