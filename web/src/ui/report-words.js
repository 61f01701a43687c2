// What the report in the ZIP says about photos that have no cutout in it or a doubtful one, and how the page announces it. Pure words.

import { formatCount } from "../lib/format.js";
import { needsLook } from "../queue/selectors.js";
import { describeError } from "../shared/errors.js";
import { doubtInWords, failureInWords } from "./item-words.js";

/** @import { Item } from "../queue/item.js" */

const COLUMNS = ["file", "status", "error code", "reason"];

/** @param {readonly Item[]} items */
const listed = (items) => items.filter((item) => item.status !== "done" || needsLook(item));

/**
 * @param {readonly Item[]} items of the whole batch
 * @returns {string[][] | null} rows, the first with the columns' names; null where there is nothing to say: all went well so far
 */
export function reportRows(items) {
  if (!items.some((item) => item.status === "failed" || item.status === "cancelled" || needsLook(item))) return null;
  return [COLUMNS, ...listed(items).map((item) => [item.path, item.status, item.error?.code ?? "", reason(item)])];
}

/**
 * @param {readonly Item[]} items of the whole batch
 * @param {string} name of the report in the ZIP
 * @returns {string} for example "2 photos failed: report.csv in the ZIP says why"; empty where there is nothing to say
 */
export function reportNote(items, name = "report.csv") {
  const count = (/** @type {Item["status"]} */ status) => items.filter((item) => item.status === status).length;
  const [failed, cancelled] = [count("failed"), count("cancelled")];
  const doubtful = items.filter(needsLook).length;
  if (count("done") === 0 || failed + cancelled + doubtful === 0) return "";
  if (failed + cancelled === 0)
    return `${formatCount(doubtful, "photo needs", "photos need")} a look: ${name} in the ZIP lists them`;
  if (failed === 0)
    return `${formatCount(cancelled, "photo was", "photos were")} cancelled: ${name} in the ZIP lists them`;
  const both = cancelled === 0 ? "" : `, ${cancelled} cancelled`;
  return `${formatCount(failed, "photo")} failed${both}: ${name} in the ZIP says why`;
}

/** @param {Item} item */
function reason(item) {
  switch (item.status) {
    case "failed":
      return `${describeError(item.error?.code ?? "internal-error").title}. ${failureInWords(item)}`;
    case "cancelled":
      return "Cancelled";
    case "done":
      return doubtInWords(item);
    default:
      return "Not finished when the ZIP was made";
  }
}
