// How long the network of each model took on this device, for the model picker. It follows the queue; numbers only, nothing
// of a photo. What they are shown as is model-words.js's.

import { createMemory } from "../ui/memory.js";
import { readSpeeds, speedsOf, withRun } from "./speed-memory.js";

/** @import { QueueState } from "../queue/events.js" */
/** @import { Speed } from "./speed-memory.js" */

/** @typedef {ReturnType<typeof createModelSpeeds>} ModelSpeeds */

/**
 * @param {object} [parts]
 * @param {() => Pick<Storage, "getItem" | "setItem">} [parts.storage]
 */
export function createModelSpeeds({ storage = () => localStorage } = {}) {
  const memory = createMemory({ key: "cutroom.speeds", read: readSpeeds, fallback: {}, storage });
  let speeds = memory.recall();
  /** With the result before: what was finished in an earlier visit is not a run of this one. @type {Map<string, object | null>} */
  let running = new Map();

  return {
    /**
     * @param {QueueState} state
     * @returns {boolean} whether something was measured
     */
    update({ items }) {
      let hasNews = false;
      for (const { id, status, result } of items) {
        if (!running.has(id) || status !== "done" || result === null || result === running.get(id)) continue;
        const { model, provider, threads, timings } = result;
        const seconds = timings.inference;
        if (model === null || provider === null || seconds === undefined) continue;
        speeds = withRun(speeds, { model, provider, threads }, seconds);
        hasNews = true;
      }
      running = new Map(items.filter(({ status }) => status === "processing").map(({ id, result }) => [id, result]));
      if (hasNews) memory.keep(speeds);
      return hasNews;
    },
    /** @param {string} model @returns {Speed[]} */
    of: (model) => speedsOf(speeds, model),
  };
}
