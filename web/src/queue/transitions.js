// The one table of legal moves between the statuses of a queue item. When a move happens is the reducer's business.

export const STATUSES = /** @type {const} */ (["queued", "processing", "done", "failed", "cancelled"]);

/** @typedef {typeof STATUSES[number]} Status */

/** @type {Readonly<Record<Status, readonly Status[]>>} */
export const TRANSITIONS = Object.freeze({
  // Done: only one that waited to be changed, with the result that it had.
  queued: ["processing", "cancelled", "done"],
  // Back to queued: what it needs cannot be had now, its matte is of no use, or memory ran out and there is one more try with
  // less of it.
  processing: ["done", "failed", "cancelled", "queued"],
  // Only by the user's wish to change it, or when its kept result turns out to be damaged.
  done: ["queued", "failed"],
  failed: ["queued"],
  cancelled: ["queued"],
});

/**
 * @param {Status} from
 * @param {Status} to
 */
export function isLegalMove(from, to) {
  return TRANSITIONS[from].includes(to);
}
