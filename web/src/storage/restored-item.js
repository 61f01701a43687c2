// What becomes of one photo of an earlier visit, from its entry and from which of its files are really there. Pure.

/** @import { Item, ItemError } from "../queue/item.js" */
/** @import { Entry } from "./journal-entry.js" */

/** @typedef {"nothing" | "cutout" | "source"} Loss what is gone though it should be there */

const LOST_CUTOUT = "Its finished cutout is no longer on this device.";
const NEVER_COPIED = "The page was closed before a copy of it was kept on this device.";
const LOST_SOURCE = "The copy of it that was kept on this device is gone or incomplete.";

/**
 * @param {Entry} entry
 * @param {{ cutout: number | null, source: number | null }} bytes of the files; null where one is not there
 * @returns {{ item: Item, loss: Loss }}
 */
export function restoredItem({ item, source }, bytes) {
  const hasSource = bytes.source !== null && bytes.source === item.bytes;
  const wasDone = item.status === "done";
  if (wasDone && bytes.cutout !== null && bytes.cutout === item.result?.bytes) return { item, loss: "nothing" };
  if (item.status === "failed" || item.status === "cancelled") return { item, loss: "nothing" };
  if (hasSource) return { item: waiting(item), loss: wasDone ? "cutout" : "nothing" };
  if (wasDone) return { item: failed(item, LOST_CUTOUT), loss: "cutout" };
  return { item: failed(item, source === null ? NEVER_COPIED : LOST_SOURCE), loss: "source" };
}

/**
 * @param {Item} item
 * @returns {Item}
 */
function waiting(item) {
  return {
    ...item,
    error: null,
    result: null,
    status: "queued",
    attempt: item.attempt + (item.status === "queued" ? 0 : 1),
  };
}

/**
 * @param {Item} item
 * @param {string} message
 * @returns {Item}
 */
function failed(item, message) {
  /** @type {ItemError} */
  const error = { code: "source-not-kept", stage: "decode", message, detail: "" };
  return { ...waiting(item), status: "failed", error };
}
