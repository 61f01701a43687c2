// What one photo's turn is made of, whatever the work: its file, its settings, and who hears of it. Whether the file is fit to
// be worked on is asked here too; a worker is not started for one that is not.

import { failure } from "./job-outcome.js";

/** @import { Options } from "../shared/options.js" */
/** @import { Stage } from "../shared/stages.js" */
/** @import { FirstLook } from "./first-look.js" */
/** @import { Outcome } from "./run-job.js" */

/**
 * @typedef {object} PhotoJob
 * @property {string} id
 * @property {AbortSignal} signal
 * @property {File} file
 * @property {Options} options
 * @property {boolean} reduced with less memory
 * @property {(stage: Stage, fraction: number | null) => void} progress
 */

/**
 * @param {object} parts
 * @param {Map<string, File>} parts.sources
 * @param {(id: string) => Promise<boolean>} parts.isSourceIntact false: a copy of an earlier visit that is damaged by now
 * @param {FirstLook} parts.firstLook
 * @returns {(id: string) => Promise<File | Outcome>} the outcome where there is nothing to work on
 */
export function createPhotoFile({ sources, isSourceIntact, firstLook }) {
  return async (id) => {
    const file = sources.get(id);
    if (file === undefined) {
      return failure("source-not-kept", "decode", "The page no longer holds this file.", "");
    }
    if (!(await isSourceIntact(id))) {
      return failure("source-not-kept", "decode", "The copy of it that was kept on this device is damaged.", "");
    }
    const refused = await firstLook(file);
    return refused === null ? file : failure(refused.code, "decode", refused.message, refused.detail);
  };
}
