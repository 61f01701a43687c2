// What the report in the ZIP says about each photo: its own name, its cutout's, and why there is none or a doubtful one; and
// how the page announces it. Pure words.

import { formatCount } from "../lib/format.js";
import { isNotChanged, isToCheck } from "../queue/selectors.js";
import { CHECK, doubtInWords } from "./doubt-words.js";
import { describeError } from "./errors.js";
import { failureInWords } from "./item-words.js";

/** @import { Item } from "../queue/item.js" */

const COLUMNS = ["file", "cutout", "status", "error code", "reason"];

/**
 * @param {readonly Item[]} items of the whole batch
 * @param {(item: Item) => string} nameOf its cutout's name in the ZIP; empty where there is none
 * @returns {string[][]} the names of the columns, then a row for each photo: its own name unchanged, and what became of it
 */
export function reportRows(items, nameOf) {
  return [
    COLUMNS,
    ...items.map((item) => [item.path, nameOf(item), item.status, item.error?.code ?? "", reason(item)]),
  ];
}

/**
 * @param {readonly Item[]} items of the whole batch
 * @param {string} name of the report in the ZIP
 * @returns {string} for example "2 photos failed: report.csv in the ZIP says why"; empty where there is nothing to say
 */
export function reportNote(items, name = "report.csv") {
  const count = (/** @type {Item["status"]} */ status) => items.filter((item) => item.status === status).length;
  const [failed, cancelled] = [count("failed"), count("cancelled")];
  const doubtful = items.filter(isToCheck).length;
  const notChanged = items.filter(isNotChanged).length;
  if (count("done") === 0 || failed + cancelled + doubtful + notChanged === 0) return "";
  if (failed + cancelled === 0 && notChanged > 0)
    return `${formatCount(notChanged, "photo was", "photos were")} not changed: ${name} in the ZIP says why`;
  if (failed + cancelled === 0) return `${formatCount(doubtful, "photo")} to check: ${name} in the ZIP says why`;
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
      return [failureInWords(item), isToCheck(item) ? `${CHECK}. ${doubtInWords(item)}` : ""]
        .filter((text) => text !== "")
        .join(" ");
    default:
      return item.result === null
        ? "Not finished when the ZIP was made"
        : "Not changed yet when the ZIP was made: this is the earlier cutout";
  }
}
