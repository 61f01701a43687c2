// How large a photo this device may decode. The refusal itself, with its words, is Python's.

/** @import { Limits } from "./python.js" */

const MEGAPIXEL = 1_000_000;
const LITTLE_MEMORY_GB = 4;

/**
 * @param {object} [device] only Chromium's browsers say how much memory there is
 * @returns {Limits}
 */
export function photoLimits(device = navigator) {
  const memory = "deviceMemory" in device ? device.deviceMemory : undefined;
  const little = typeof memory === "number" && memory <= LITTLE_MEMORY_GB;
  return { max_pixels: (little ? 50 : 100) * MEGAPIXEL };
}
