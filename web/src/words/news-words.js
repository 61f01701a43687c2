// What happened in the batch since it was last said, as sentences to be read out: one photo by its name, several by their
// number, failures first. Pure; when it is said is announcer.js's.

import { formatCount } from "../lib/format.js";
import { isToCheck } from "../queue/selectors.js";
import { countsInWords, holdInWords } from "./counts-in-words.js";
import { describeError } from "./errors.js";

/** @import { Counts, Hold } from "../queue/selectors.js" */
/** @import { Item } from "../queue/item.js" */

/**
 * @typedef {object} News
 * @property {number} added
 * @property {boolean} isBack they come from an earlier visit
 * @property {boolean} isEmptied the list had photos and has none now
 * @property {readonly Item[]} ended done, failed or cancelled, as they were then
 */
/** @typedef {Counts & { settled: number, toCheck: number, notChanged: number, cutouts: number, toChange: number }} Totals of the batch now */

/**
 * @param {News} news
 * @param {Totals} totals
 * @param {Hold} hold
 * @param {boolean} isFinished nothing is left to do, and that is new
 */
export function newsInWords({ added, isBack, isEmptied, ended }, totals, hold, isFinished) {
  const withStatus = (/** @type {Item["status"]} */ status) => ended.filter((item) => item.status === status);
  const sentences = [
    ...(added > 0 ? [`${formatCount(added, "photo")} ${isBack ? "of the earlier batch" : "added"}.`] : []),
    ...(isEmptied && totals.total === 0 ? ["The list is empty."] : []),
    ...failuresInWords(ended.filter(({ error }) => error !== null)),
    ...doneInWords(withStatus("done").filter(({ error }) => error === null)),
    ...severalOrOne(withStatus("cancelled"), "cancelled"),
  ];
  if (totals.total > 0) {
    const held = holdInWords(totals, hold);
    sentences.push(`${isFinished ? "Batch finished: " : ""}${countsInWords(totals)}.`);
    if (held !== "") sentences.push(`${held}.`);
  }
  return sentences.join(" ");
}

/**
 * @param {readonly Item[]} items
 * @param {string} what
 */
function severalOrOne(items, what) {
  const [first] = items;
  if (first === undefined) return [];
  return [items.length === 1 ? `${first.name} ${what}.` : `${formatCount(items.length, "photo")} ${what}.`];
}

/** @param {readonly Item[]} items */
function failuresInWords(items) {
  /** @type {Map<string, Item[]>} */
  const byReason = new Map();
  for (const item of items) {
    const { title } = describeError(item.error?.code ?? "internal-error");
    const what = `${item.status === "done" ? "not changed" : "failed"}: ${title}`;
    byReason.set(what, [...(byReason.get(what) ?? []), item]);
  }
  return [...byReason].flatMap(([what, same]) => severalOrOne(same, what));
}

/** @param {readonly Item[]} items */
function doneInWords(items) {
  const doubtful = items.filter(isToCheck).length;
  if (doubtful === 0) return severalOrOne(items, "done");
  if (items.length === 1) return severalOrOne(items, "done. Check this one");
  return severalOrOne(items, `done, ${doubtful} of them to check`);
}
