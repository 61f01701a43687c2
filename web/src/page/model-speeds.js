// How long the network of each model took on this device, for the model picker. It follows the queue; numbers only, nothing
// of a photo. What they are shown as is model-words.js's.

import { createMemory } from "../ui/memory.js";
import { readSpeeds, speedsOf, withRun } from "./speed-memory.js";

/** @import { QueueState } from "../queue/events.js" */
/** @import { Speed } from "./speed-memory.js" */

/**
 * @param {object} [parts]
 * @param {() => Pick<Storage, "getItem" | "setItem">} [parts.storage]
 */
export function createModelSpeeds({ storage = () => localStorage } = {}) {
  const memory = createMemory({ key: "cutroom.speeds", read: readSpeeds, fallback: {}, storage });
  let speeds = memory.recall();
  /** A photo that was finished in an earlier visit is not a run of this one. @type {Set<string>} */
  let running = new Set();

  return {
    /**
     * @param {QueueState} state
     * @returns {boolean} whether something was measured
     */
    update({ items }) {
      let hasNews = false;
      for (const { id, status, provider, threads, result } of items) {
        if (!running.has(id) || status !== "done" || provider === null || result === null || result.model === null)
          continue;
        const seconds = result.timings.inference;
        if (seconds === undefined) continue;
        speeds = withRun(speeds, { model: result.model, provider, threads }, seconds);
        hasNews = true;
      }
      running = new Set(items.filter(({ status }) => status === "processing").map(({ id }) => id));
      if (hasNews) memory.keep(speeds);
      return hasNews;
    },
    /** @param {string} model @returns {Speed[]} */
    of: (model) => speedsOf(speeds, model),
  };
}
