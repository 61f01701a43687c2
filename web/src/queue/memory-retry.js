// Which failures are worth one more try with less memory. The try itself is an ordinary new attempt.

/** @import { Item, ItemError } from "./item.js" */

/** A worker that dies here, where whole photos are held, most likely died for want of memory. @type {readonly string[]} */
const HUNGRY_STAGES = ["decode", "foreground", "encode"];

/**
 * @param {Item} item
 * @param {ItemError} error
 */
export function isWorthLessMemory(item, { code, stage }) {
  return !item.reduced && (code === "out-of-memory" || (code === "worker-crashed" && HUNGRY_STAGES.includes(stage)));
}
