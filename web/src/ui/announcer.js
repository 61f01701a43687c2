// Tells people who listen rather than look what happened: what finished, what failed and why, how far the batch is.
// Stages are left out on purpose; ten of them per photo would drown everything else.

import { formatCount } from "../lib/format.js";
import { needsLook } from "../queue/selectors.js";
import { describeError } from "../shared/errors.js";
import { countsInWords } from "./counts-in-words.js";

/** @import { Item } from "../queue/item.js" */
/** @import { BatchCounts } from "./counts-in-words.js" */

/**
 * @param {{ root: HTMLElement }} options root: an element with aria-live="polite"
 * @returns {{ update: (items: readonly Item[], counts: BatchCounts) => void }}
 */
export function createAnnouncer({ root }) {
  /** @type {Map<string, Item["status"]>} */
  let known = new Map();

  return {
    update(items, counts) {
      // What was finished when it came (a batch of an earlier visit) is in the counts; one by one it would be a flood.
      const isNews = (/** @type {Item} */ { id, status }) => known.has(id) && known.get(id) !== status;
      const sentences = items.flatMap((item) => (isNews(item) ? whatHappened(item) : []));
      const added = items.filter((item) => !known.has(item.id)).length;
      if (added > 0) sentences.unshift(`${formatCount(added, "photo")} added.`);
      else if (items.length === 0 && known.size > 0) sentences.push("The list is empty.");
      known = new Map(items.map((item) => [item.id, item.status]));
      if (sentences.length === 0) return;
      root.textContent = [...sentences, items.length > 0 ? `${countsInWords(counts)}.` : ""].join(" ").trim();
    },
  };
}

/**
 * @param {Item} item
 * @returns {string[]}
 */
function whatHappened(item) {
  switch (item.status) {
    case "done":
      return [needsLook(item) ? `${item.name} done, but it needs a look.` : `${item.name} done.`];
    case "failed":
      return [`${item.name} failed: ${describeError(item.error?.code ?? "internal-error").title}.`];
    case "cancelled":
      return [`${item.name} cancelled.`];
    default:
      return [];
  }
}
