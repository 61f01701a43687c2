// One file in the queue, as plain data, and the moves it can make. The file's bytes and the finished cutout are not here:
// they are kept by id elsewhere. Which move to make, and when, is decided in reducer.js.

import { isLegalMove } from "./transitions.js";

/** @import { ErrorCode } from "../shared/errors.js" */
/** @import { Options } from "../shared/options.js" */
/** @import { Provider } from "../shared/providers.js" */
/** @import { Details, Timings } from "../shared/protocol.js" */
/** @import { Stage } from "../shared/stages.js" */
/** @import { Status } from "./transitions.js" */

/** @typedef {{ id: string, name: string, path: string, bytes: number }} Source path: inside a dropped folder, else the name */

/** @typedef {{ code: ErrorCode, stage: Stage, message: string, detail: string }} ItemError */

/**
 * @typedef {object} ItemResult
 * @property {number} bytes of the cutout's file
 * @property {number} width
 * @property {number} height
 * @property {string} extension with its dot
 * @property {string} mediaType
 * @property {Timings} timings
 * @property {Details} details
 * @property {Options} options it was made with
 * @property {string | null} model id of the one it was made with; null where an older version of the page did not say
 */

/**
 * @typedef {object} Item
 * @property {string} id
 * @property {string} name
 * @property {string} path
 * @property {number} bytes of the source file
 * @property {Status} status
 * @property {Stage | null} stage only while processing
 * @property {number | null} fraction of the stage; null where the stage cannot say
 * @property {number} attempt from 1; grows each time the item goes back to queued
 * @property {boolean} reduced this attempt is to use less memory, because the one before ran out of it
 * @property {Provider | null} provider that runs, or ran, the network
 * @property {number | null} threads
 * @property {ItemError | null} error only when failed
 * @property {ItemResult | null} result only when done
 * @property {number | null} startedAt milliseconds
 * @property {number | null} endedAt milliseconds
 */

const NOTHING_YET = Object.freeze({
  reduced: false,
  stage: null,
  fraction: null,
  provider: null,
  threads: null,
  error: null,
  result: null,
  startedAt: null,
  endedAt: null,
});

/**
 * @param {Source} source
 * @returns {Item}
 */
export function newItem({ id, name, path, bytes }) {
  return { id, name, path, bytes, status: "queued", attempt: 1, ...NOTHING_YET };
}

/**
 * @param {Item} item
 * @param {number} now
 */
export function started(item, now) {
  return move(item, "processing", { startedAt: now });
}

/**
 * @param {Item} item
 * @param {ItemResult} result
 * @param {number} now
 */
export function finished(item, result, now) {
  return move(item, "done", { stage: null, fraction: null, result, endedAt: now });
}

/**
 * It stays done; its result says that the model's weights may have been damaged by then.
 *
 * @param {Item} item
 * @returns {Item}
 */
export function doubted(item) {
  const { result } = item;
  return result === null
    ? item
    : { ...item, result: { ...result, details: { ...result.details, model_damaged: true } } };
}

/**
 * @param {Item} item
 * @param {ItemError} error
 * @param {number} now
 */
export function failed(item, error, now) {
  return move(item, "failed", { stage: null, fraction: null, error, endedAt: now });
}

/**
 * A finished one whose result is of no use after all.
 *
 * @param {Item} item
 * @param {ItemError} error
 * @param {number} now
 */
export function givenUp(item, error, now) {
  return move(item, "failed", { ...NOTHING_YET, error, endedAt: now });
}

/**
 * @param {Item} item
 * @param {number} now
 */
export function cancelled(item, now) {
  return move(item, "cancelled", { stage: null, fraction: null, endedAt: now });
}

/**
 * Ready to start from nothing. The attempt grows here, so a message from the old attempt is late from now on.
 *
 * @param {Item} item
 */
export function requeued(item) {
  return move(item, "queued", { ...NOTHING_YET, attempt: item.attempt + 1 });
}

/**
 * As `requeued`, after a try that ran out of memory.
 *
 * @param {Item} item
 */
export function requeuedReduced(item) {
  return { ...requeued(item), reduced: true };
}

/**
 * @param {Item} item
 * @param {Status} to
 * @param {Partial<Item>} changes
 * @returns {Item}
 */
function move(item, to, changes) {
  if (!isLegalMove(item.status, to)) {
    throw new Error(`An item that is ${item.status} cannot become ${to}`);
  }
  return { ...item, ...changes, status: to };
}
