// The journal's two files in a session's folder, written in turn. What is in them is journal-format.js's business.

import { journalText, readJournal } from "./journal-format.js";

/** @import { Folder } from "./folder.js" */
/** @import { JournalProblem, ReadJournal, WrittenJournal } from "./journal-format.js" */

const NAMES = Object.freeze(["journal.json", "journal-2.json"]);

/** @param {Folder} folder */
export function createJournalFile(folder) {
  let sequence = 0;

  return {
    /** @returns {Promise<ReadJournal | JournalProblem>} */
    async read() {
      const files = await Promise.all(NAMES.map((name) => folder.read(name)));
      const found = readJournal(await Promise.all(files.map((file) => file?.text().catch(() => "") ?? null)));
      if (typeof found !== "string") sequence = found.sequence;
      return found;
    },
    /** @param {WrittenJournal} journal */
    async write(journal) {
      // Counted only once it is written: after a failure the same file is tried again, never the good one.
      const next = sequence + 1;
      await folder.write(NAMES[next % NAMES.length] ?? "", new Blob([journalText(journal, next)]));
      sequence = next;
    },
    async remove() {
      for (const name of NAMES) await folder.remove(name);
    },
  };
}
