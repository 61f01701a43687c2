// What the report in the ZIP says about photos that have no cutout in it, and how the page announces it. Pure words.

import { formatCount } from "../lib/format.js";
import { describeError } from "../shared/errors.js";
import { failureInWords } from "./item-words.js";

/** @import { Item } from "../queue/item.js" */

const COLUMNS = ["file", "status", "error code", "reason"];

/** @param {readonly Item[]} items */
const missing = (items) => items.filter(({ status }) => status !== "done");

/**
 * @param {readonly Item[]} items of the whole batch
 * @returns {string[][] | null} rows, the first with the columns' names; null where nothing failed and nothing was cancelled
 */
export function reportRows(items) {
  if (!items.some(({ status }) => status === "failed" || status === "cancelled")) return null;
  return [COLUMNS, ...missing(items).map((item) => [item.path, item.status, item.error?.code ?? "", reason(item)])];
}

/**
 * @param {readonly Item[]} items of the whole batch
 * @param {string} name of the report in the ZIP
 * @returns {string} for example "2 photos failed: report.csv in the ZIP says why"; empty where there is nothing to say
 */
export function reportNote(items, name = "report.csv") {
  const count = (/** @type {Item["status"]} */ status) => items.filter((item) => item.status === status).length;
  const [failed, cancelled] = [count("failed"), count("cancelled")];
  if (count("done") === 0 || failed + cancelled === 0) return "";
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
    default:
      return "Not finished when the ZIP was made";
  }
}
