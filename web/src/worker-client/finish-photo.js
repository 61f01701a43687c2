// A "finish": the cutout of a photo is made from the matte that is kept of it, in a worker without a network. No model is
// asked for.

import { failureOf } from "../shared/errors.js";
import { failedIn } from "./job-outcome.js";

/** @import { Units } from "../shared/config.js" */
/** @import { NextWorker } from "./next-worker.js" */
/** @import { PhotoJob } from "./photo-job.js" */
/** @import { Outcome, RunJob } from "./run-job.js" */

/** @typedef {{ look: number }} FinishJob look: index of the matte */

/**
 * @param {object} parts
 * @param {RunJob} parts.runJob
 * @param {NextWorker} parts.nextWorker
 * @param {{ get: (id: string) => Promise<readonly Blob[] | null> }} parts.mattes null: gone, or not what was kept
 * @param {Units} parts.units
 * @returns {(job: PhotoJob & FinishJob) => Promise<Outcome>}
 */
export function createFinishPhoto({ runJob, nextWorker, mattes, units }) {
  return async ({ id, signal, file, options, reduced, progress, look }) => {
    const kept = await mattes.get(id).catch(() => null);
    const matte = kept?.[look] ?? null;
    if (matte === null) {
      return failedIn(failureOf("matte-damaged", {}), "decode");
    }
    if (signal.aborted) {
      return failedIn(failureOf("internal-error", {}, "cancelled"), "decode");
    }
    progress({ stage: "start", fraction: null });
    const next = nextWorker(null, reduced);
    return runJob(signal, {
      recipe: { units, network: null, reduced },
      task: { work: "finish", matte },
      file,
      options,
      onProgress(message) {
        progress(message);
        next.reached(message.stage);
      },
      onReady: next.ready,
    });
  };
}
