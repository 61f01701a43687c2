// The ways to run a model on a device, the best first, and in words why others are left out. Pure: the device was asked
// by device.js, the trying and remembering is provider-chooser.js.

import { formatBytes, formatCount } from "../lib/format.js";

/** @import { Variant } from "../shared/model.js" */
/** @import { Plan, ProviderChoice } from "../shared/providers.js" */
/** @import { Adapter, Device } from "./device.js" */

/** @typedef {{ way: "WebGPU" | "WASM with threads", why: string, detail?: string }} LeftOut why: ends without a stop; detail: for a bug report */
/** @typedef {{ plans: Plan[], leftOut: LeftOut[] }} Plans */

const MOST_THREADS = 8;
/**
 * A card that works answers within seconds; the slowest integrated ones need some twenty for a network of 1024 pixels. The
 * page must not wait for the many minutes that one thread of WASM may take.
 */
const HARDWARE_LIMIT_SECONDS = 90;

/**
 * @param {Device} device
 * @param {readonly Variant[]} variants of the model, the best first
 * @param {ProviderChoice} wanted
 * @returns {Plans} no plans at all where nothing here can run the model
 */
export function makePlans(device, variants, wanted) {
  const graphics = webGpuPlans(device, variants, wanted === "webgpu");
  const processor = wasmPlans(device, variants);
  const single = processor.plans.filter(({ threads }) => threads === 1);
  switch (wanted) {
    case "auto":
    case "webgpu":
      return {
        plans: [...graphics.plans, ...processor.plans],
        leftOut: [...graphics.leftOut, ...processor.leftOut],
      };
    case "wasm":
      return orElse(processor, graphics);
    case "wasm-1":
      return orElse({ plans: single, leftOut: [] }, graphics);
  }
}

/**
 * @param {Plans} first
 * @param {Plans} other for a model that cannot run as wanted at all
 * @returns {Plans}
 */
function orElse(first, other) {
  return first.plans.length > 0 ? first : { plans: other.plans, leftOut: [...first.leftOut, ...other.leftOut] };
}

/**
 * @param {Device} device
 * @param {readonly Variant[]} variants
 * @param {boolean} isWished by a person: then a software adapter will do
 * @returns {Plans}
 */
function webGpuPlans(device, variants, isWished) {
  const able = variants.filter(({ providers }) => providers.includes("webgpu"));
  const { adapter } = device;
  const why =
    able.length === 0
      ? "this model is not made for it"
      : adapter === null
        ? noAdapter(device)
        : adapter.isSoftware && !isWished
          ? `there is no graphics card for it, only a program that acts as one (${adapter.words || "unnamed"})`
          : "";
  if (adapter === null || why !== "") {
    return { plans: [], leftOut: [{ way: "WebGPU", why, ...(adapter === null && { detail: device.adapterProblem }) }] };
  }
  /** @type {Plans} */
  const made = { plans: [], leftOut: [] };
  for (const variant of able) {
    const lacking = whatLacks(adapter, variant);
    if (lacking !== "") {
      made.leftOut.push({ way: "WebGPU", why: lacking });
      continue;
    }
    const runtime = device.hasJspi ? "jspi" : "asyncify";
    made.plans.push({
      key: `webgpu/${runtime}/${variant.precision}/${variants.indexOf(variant)}`,
      provider: "webgpu",
      runtime,
      threads: mostThreads(device),
      variant,
      adapter: adapter.words || "unnamed",
      limitSeconds: adapter.isSoftware ? null : HARDWARE_LIMIT_SECONDS,
    });
  }
  return made;
}

/**
 * @param {Device} device
 * @returns {string}
 */
function noAdapter({ hasWebGpu }) {
  return hasWebGpu ? "this browser found no graphics card for it" : "this browser does not offer it";
}

/**
 * @param {Adapter} adapter
 * @param {Variant} variant
 * @returns {string} empty where the adapter has all that is needed
 */
function whatLacks(adapter, { needs, limits, precision }) {
  const missing = needs.filter((feature) => !adapter.features.includes(feature));
  const what = precision === "float16" ? "the 16-bit network" : "the network";
  if (missing.length > 0) {
    return `${what} needs ${missing.join(" and ")}, which the graphics card does not offer`;
  }
  const { storageBuffers, bufferBytes } = adapter.limits;
  if (limits.storageBuffers !== null && limits.storageBuffers > storageBuffers) {
    const buffers = formatCount(limits.storageBuffers, "storage buffer");
    return `${what} needs ${buffers} at a time, the graphics card allows ${storageBuffers}`;
  }
  if (limits.bufferBytes !== null && limits.bufferBytes > bufferBytes) {
    const wanted = formatBytes(limits.bufferBytes);
    return `${what} needs ${wanted} in one piece, the graphics card allows ${formatBytes(bufferBytes)}`;
  }
  return "";
}

/**
 * @param {Device} device
 * @param {readonly Variant[]} variants
 * @returns {Plans}
 */
function wasmPlans(device, variants) {
  const variant = variants.find(({ providers }) => providers.includes("wasm"));
  if (variant === undefined) {
    return { plans: [], leftOut: [] };
  }
  const threads = mostThreads(device);
  const plan = (/** @type {number} */ count) => ({
    key: `wasm/${count}/${variant.precision}`,
    provider: /** @type {const} */ ("wasm"),
    runtime: /** @type {const} */ ("wasm"),
    threads: count,
    variant,
    adapter: "",
    limitSeconds: null,
  });
  const single = plan(1);
  const reasons = {
    yes: "this device has one core",
    "not-isolated": "the server did not send the headers that threads need, or this is not a secure address",
    "not-offered": "this browser does not let threads share memory",
  };
  return threads > 1
    ? { plans: [plan(threads), single], leftOut: [] }
    : { plans: [single], leftOut: [{ way: "WASM with threads", why: reasons[device.sharedMemory] }] };
}

/** @param {Device} device */
function mostThreads({ sharedMemory, cores }) {
  return sharedMemory === "yes" ? Math.min(MOST_THREADS, cores) : 1;
}
