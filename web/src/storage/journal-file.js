// The journal's two files in a session's folder, written in turn. What is in them is journal-format.js's business.

import { journalText, newestJournal } from "./journal-format.js";
import { readFile, writeFile } from "./opfs.js";

/** @import { JournalProblem, ReadJournal, WrittenJournal } from "./journal-format.js" */

const NAMES = Object.freeze(["journal.json", "journal-2.json"]);

/** @param {FileSystemDirectoryHandle} folder */
export function createJournalFile(folder) {
  let sequence = 0;

  return {
    /** @returns {Promise<ReadJournal | JournalProblem>} */
    async read() {
      const files = await Promise.all(NAMES.map((name) => readFile(folder, name)));
      const found = newestJournal(await Promise.all(files.map((file) => file?.text().catch(() => "") ?? null)));
      if (typeof found !== "string") sequence = found.sequence;
      return found;
    },
    /** @param {WrittenJournal} journal */
    async write(journal) {
      // Counted only once it is written: after a failure the same file is tried again, never the good one.
      const next = sequence + 1;
      await writeFile(folder, NAMES[next % NAMES.length] ?? "", new Blob([journalText(journal, next)]));
      sequence = next;
    },
  };
}
