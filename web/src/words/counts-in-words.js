// The state of the batch in short phrases, for the toolbar, the page title and the announcer.

/** @import { Hold } from "../queue/selectors.js" */

/** @typedef {{ total: number, done: number, failed: number, cancelled: number, cutouts: number, toChange: number, toCheck?: number, notChanged?: number }} BatchCounts */

/**
 * @param {BatchCounts} counts
 * @returns {string} for example "12 of 20 done, 2 to check, 1 not changed, 1 failed"; while cutouts are made anew, "9 of 10 cut
 *   out, 4 still to change, 1 failed"
 */
export function countsInWords(counts) {
  // A cutout that is being changed is there all the time.
  const parts =
    counts.toChange === 0
      ? [`${counts.done} of ${counts.total} done`]
      : [`${counts.cutouts} of ${counts.total} cut out`, `${counts.toChange} still to change`];
  if (counts.toCheck !== undefined && counts.toCheck > 0) parts.push(`${counts.toCheck} to check`);
  if (counts.notChanged !== undefined && counts.notChanged > 0) parts.push(`${counts.notChanged} not changed`);
  if (counts.failed > 0) parts.push(`${counts.failed} failed`);
  if (counts.cancelled > 0) parts.push(`${counts.cancelled} cancelled`);
  return parts.join(", ");
}

/**
 * @param {{ total: number, settled: number, processing: number }} counts
 * @param {Hold} hold
 * @returns {string} what keeps photos from starting and what ends it; empty where nothing waits for that
 */
export function holdInWords({ total, settled, processing }, hold) {
  if (hold === null || total === settled) return "";
  if (hold === "server") return "Waiting for the server";
  return processing > 0 ? "Pausing after this photo" : "Paused: press Resume";
}
