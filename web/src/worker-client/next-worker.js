// When the worker for the photo after the one in work is prepared, and for which work. That there is at most one, and how it
// is handed on, is spare-worker.js's.

import { spareFrom } from "./spare-worker.js";

/** @import { Units } from "../shared/config.js" */
/** @import { NetworkRecipe, ReadyMessage } from "../shared/protocol.js" */
/** @import { Stage } from "../shared/stages.js" */
/** @import { Work } from "../shared/work.js" */
/** @import { SpareWorker } from "./spare-worker.js" */

/**
 * Follows one job.
 * @typedef {object} JobFollower
 * @property {(message: ReadyMessage) => void} ready
 * @property {(stage: Stage) => void} reached
 * @property {(look: string) => void} passed the self-check of that look
 */

/** @typedef {(network: NetworkRecipe | null, reduced: boolean) => JobFollower} NextWorker network: that the job in work runs */

/**
 * @param {object} parts
 * @param {Pick<SpareWorker, "warm">} parts.spare
 * @param {number} parts.cores of this machine
 * @param {() => Work | null} parts.nextWork of the photo that is next; null: there is none
 * @param {Units} parts.units
 * @returns {NextWorker}
 */
export function createNextWorker({ spare, cores, nextWork, units }) {
  return (network, reduced) => {
    /** @type {Stage | null} */
    let warmAt = null;
    /** @type {Set<string>} */
    const passed = new Set();
    return {
      passed: (look) => passed.add(look),
      ready(message) {
        warmAt = spareFrom(message, cores);
      },
      reached(stage) {
        // Where memory has run out, there is none for a second worker.
        if (stage !== warmAt || reduced) return;
        const work = nextWork();
        if (work === "finish") {
          spare.warm({ units, network: null, reduced: false });
        } else if (work === "cut" && network !== null) {
          const checks = network.checks.filter(({ look }) => !passed.has(look));
          spare.warm({ units, network: { ...network, checks }, reduced: false });
        }
      },
    };
  };
}
