// How much the queue takes. The caller asks before it dispatches "add", so that it can tell people what was left out.

/** A page with more rows, files and finished cutouts than this gets slow and short of memory before the batch ends. */
export const MAX_ITEMS = 100;

/**
 * @template T
 * @param {number} currentCount items in the queue now, whatever their status
 * @param {readonly T[]} sources
 * @returns {{ accepted: T[], leftOut: T[] }} the first ones that fit, and the rest
 */
export function admit(currentCount, sources) {
  const room = Math.max(0, MAX_ITEMS - currentCount);
  return { accepted: sources.slice(0, room), leftOut: sources.slice(room) };
}
