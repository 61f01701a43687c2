// The state of the batch in short phrases, for the toolbar, the page title and the announcer.

/** @import { Hold } from "../queue/selectors.js" */

/** @typedef {{ total: number, done: number, failed: number, cancelled: number, toCheck?: number, notChanged?: number }} BatchCounts */

/**
 * @param {BatchCounts} counts
 * @returns {string} for example "12 of 20 done, 2 to check, 1 not changed, 1 failed"
 */
export function countsInWords(counts) {
  const parts = [`${counts.done} of ${counts.total} done`];
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
