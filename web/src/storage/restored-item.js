// What becomes of one photo of an earlier visit, from its entry and from which of its files are really there. Pure.

import { failureOf } from "../shared/errors.js";

/** @import { FoundBy } from "../shared/errors.js" */
/** @import { Item, ItemError } from "../queue/item.js" */
/** @import { Entry } from "./journal-entry.js" */

/** @typedef {FoundBy<"source-not-kept">["case"]} Lost */
/** @typedef {"nothing" | "cutout" | "source"} Loss what is gone though it should be there */

/**
 * @param {Entry} entry
 * @param {{ cutout: number | null, source: number | null, mattes: number }} there bytes of the files, null where one is not
 *   there; how many mattes are there
 * @returns {{ item: Item, loss: Loss }}
 */
export function restoredItem({ item: written, source }, there) {
  // Without all their files nothing leads back to them but the network.
  const isLost = written.matte !== null && there.mattes !== written.matte.looks.length;
  const item = isLost ? { ...written, matte: null, keepsMatte: false } : written;
  const { status, result } = item;
  if (status === "failed" || status === "cancelled") return { item, loss: "nothing" };
  const isCutoutThere = result !== null && there.cutout === result.bytes;
  if (status === "done" && isCutoutThere) return { item, loss: "nothing" };
  const isSourceThere = there.source !== null && there.source === item.bytes;
  const lostSource = source === null ? "no-copy" : "copy-lost";
  if (isCutoutThere) {
    // It waited to be changed.
    const back = isSourceThere ? waiting(item, result) : changeless(item, lostSource);
    return { item: back, loss: "nothing" };
  }
  const loss = result === null ? "source" : "cutout";
  if (isSourceThere) return { item: waiting(item), loss: result === null ? "nothing" : loss };
  return { item: failed(item, result === null ? lostSource : "cutout-lost"), loss };
}

/**
 * @param {Item} item
 * @param {Item["result"]} [result] what it keeps until it is made anew
 * @returns {Item}
 */
function waiting(item, result = null) {
  return {
    ...item,
    result,
    error: null,
    status: "queued",
    attempt: item.attempt + (item.status === "queued" ? 0 : 1),
  };
}

/**
 * It stays as it was made before.
 *
 * @param {Item} item
 * @param {Lost} lost
 * @returns {Item}
 */
function changeless(item, lost) {
  return { ...waiting(item, item.result), status: "done", error: sourceError(lost) };
}

/**
 * @param {Item} item
 * @param {Lost} lost
 * @returns {Item}
 */
function failed(item, lost) {
  return { ...waiting(item), status: "failed", error: sourceError(lost) };
}

/**
 * @param {Lost} lost
 * @returns {ItemError}
 */
function sourceError(lost) {
  return { ...failureOf("source-not-kept", { case: lost }), stage: "decode" };
}
