// What one photo's turn is made of, whatever the work: its file, its settings, and who hears of it. Whether the file is fit to
// be worked on is asked here too; a worker is not started for one that is not.

import { failureOf } from "../shared/errors.js";
import { failedIn } from "./job-outcome.js";

/** @import { Options } from "../shared/options.js" */
/** @import { Stage } from "../shared/stages.js" */
/** @import { FirstLook } from "./first-look.js" */
/** @import { Outcome } from "./run-job.js" */

/** @typedef {{ stage: Stage, fraction: number | null, look?: number }} Progress look: which one of the photo begins, from 1 on */

/**
 * @typedef {object} PhotoJob
 * @property {string} id
 * @property {AbortSignal} signal
 * @property {File} file
 * @property {Options} options
 * @property {boolean} reduced with less memory
 * @property {(progress: Progress) => void} progress
 */

/**
 * @param {object} parts
 * @param {Map<string, File>} parts.sources
 * @param {(id: string) => Promise<boolean>} parts.isSourceIntact false: a copy of an earlier visit that is damaged by now. A
 *   copy takes the place of an own file that can be read no more
 * @param {FirstLook} parts.firstLook
 * @returns {(id: string) => Promise<File | Outcome>} the outcome where there is nothing to work on
 */
export function createPhotoFile({ sources, isSourceIntact, firstLook }) {
  return async (id) => {
    const copy = sources.get(id);
    if (!(await isSourceIntact(id))) {
      const lost = copy !== undefined && (await canBeRead(copy)) ? "copy-damaged" : "copy-lost";
      return failedIn(failureOf("source-not-kept", { case: lost }), "decode");
    }
    // After the check: a copy may have taken its place.
    const file = sources.get(id);
    if (file === undefined) {
      return failedIn(failureOf("source-not-kept", { case: "gone" }), "decode");
    }
    const refused = await firstLook(file);
    return refused === null ? file : failedIn(refused, "decode");
  };
}

/** @param {Blob} file @returns {Promise<boolean>} false where it is no longer there */
const canBeRead = (file) =>
  file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );
