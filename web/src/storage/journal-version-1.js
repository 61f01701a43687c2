// Journals as pages wrote them until the end of 2026: one line that says what it is and whether it is whole, then all of it
// as one JSON text. Only read. What damage does to one is not undone: it is whole, or it is of no use.

import { textSum } from "../shared/text-sum.js";
import { batchOf } from "./journal-batch.js";
import { readEntry } from "./journal-entry.js";

/** @import { JournalParts } from "./journal-format.js" */

/**
 * @param {string} text
 * @returns {JournalParts | "damaged"}
 */
export function journalOfVersion1(text) {
  const end = text.indexOf("\n");
  const [, , sequence, sum] = text.slice(0, end).split(" ");
  const json = text.slice(end + 1);
  if (sum !== textSum(json)) return "damaged";
  try {
    const { entries, ...batch } = JSON.parse(json);
    const read = Array.from(entries, readEntry);
    const good = read.filter((entry) => entry !== null);
    return { batch: batchOf(batch), entries: good, sequence: Number(sequence), unreadable: read.length - good.length };
  } catch {
    return "damaged";
  }
}
