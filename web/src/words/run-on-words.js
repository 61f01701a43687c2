// The choices of "Run on" in words. Nothing else.

/** @import { ProviderChoice } from "../shared/providers.js" */

/** @type {Readonly<Record<ProviderChoice, string>>} */
export const CHOICE_NAMES = Object.freeze({
  auto: "Automatic",
  webgpu: "WebGPU",
  wasm: "WASM",
  "wasm-1": "WASM, one thread",
});

/**
 * @param {ProviderChoice} choice
 * @param {boolean} isForced by the address of the page
 * @returns {string}
 */
export function runOnHint(choice, isForced) {
  if (isForced) {
    return `Set by ?provider=${choice} in this page’s address; open the page without it to choose here.`;
  }
  switch (choice) {
    case "auto":
      return "The graphics card where it does the work right, else the processor.";
    case "webgpu":
      return "The graphics card. If it fails, the processor takes over.";
    case "wasm":
      return "The processor, several cores where the browser allows it.";
    case "wasm-1":
      return "One core of the processor: slowest, and needs the least memory.";
  }
}
