// What becomes of one photo of an earlier visit, from its entry and from which of its files are really there. Pure.

import { failureOf } from "../shared/errors.js";

/** @import { FoundBy } from "../shared/errors.js" */
/** @import { Item, ItemError } from "../queue/item.js" */
/** @import { Entry } from "./journal-entry.js" */

/** @typedef {FoundBy<"source-not-kept">["case"]} Lost */
/** @typedef {"nothing" | "cutout" | "source"} Loss what is gone though it should be there */

/**
 * @param {Entry} entry
 * @param {{ cutout: number | null, source: number | null, matte: number | null }} bytes of the files; null where one is not there
 * @returns {{ item: Item, loss: Loss }}
 */
export function restoredItem({ item: written, source }, bytes) {
  // Without its file nothing leads back to it but the network.
  const item = written.matte !== null && bytes.matte === null ? { ...written, matte: null } : written;
  const { status, result } = item;
  if (status === "failed" || status === "cancelled") return { item, loss: "nothing" };
  const isCutoutThere = result !== null && bytes.cutout === result.bytes;
  if (status === "done" && isCutoutThere) return { item, loss: "nothing" };
  const isSourceThere = bytes.source !== null && bytes.source === item.bytes;
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
