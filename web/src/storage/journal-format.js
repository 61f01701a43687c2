// The journal of a session as text: one line that says what it is and whether it is whole, then JSON. Pure. Two files take
// turns, so that a crash while one is written leaves the other; which of them counts is decided here.

import { readEntry } from "./journal-entry.js";

/** @import { Options } from "../shared/options.js" */
/** @import { Entry } from "./journal-entry.js" */

/** Grows when an older page could no longer make sense of what is written. */
export const JOURNAL_VERSION = 1;

const MAGIC = "cutroom-journal";

/**
 * @typedef {object} Journal
 * @property {string} app version of the page that wrote it
 * @property {number} savedAt milliseconds since 1970
 * @property {unknown} options of the batch; read with readOptions, because another version may have had others
 * @property {string | null} model id of the one chosen for the batch; null where an older version did not say
 * @property {readonly Entry[]} entries
 */

/** @typedef {Omit<Journal, "options"> & { options: Options }} WrittenJournal */

/**
 * @typedef {{ journal: Journal, sequence: number, unreadable: number }} ReadJournal unreadable: entries that made no sense
 * @typedef {"none" | "damaged" | "newer"} JournalProblem newer: by a version of the page that this one does not know
 */

/**
 * @param {WrittenJournal} journal
 * @param {number} sequence
 */
export function journalText(journal, sequence) {
  const json = JSON.stringify(journal);
  return `${MAGIC} ${JOURNAL_VERSION} ${sequence} ${checksum(json)}\n${json}`;
}

/**
 * @param {readonly (string | null)[]} texts of the files that take turns; null where one is not there
 * @returns {ReadJournal | JournalProblem} the newest that is whole
 */
export function newestJournal(texts) {
  const all = texts.flatMap((text) => (text === null ? [] : [readText(text)]));
  if (all.length === 0) return "none";
  const whole = all.filter((each) => typeof each !== "string").sort((one, other) => other.sequence - one.sequence);
  return whole[0] ?? (all.includes("newer") ? "newer" : "damaged");
}

/**
 * @param {string} text
 * @returns {ReadJournal | "damaged" | "newer"}
 */
function readText(text) {
  const end = text.indexOf("\n");
  const [magic, version, sequence, sum] = text.slice(0, Math.max(0, end)).split(" ");
  if (magic !== MAGIC) return "damaged";
  if (Number(version) > JOURNAL_VERSION) return "newer";
  const json = text.slice(end + 1);
  if (sum !== checksum(json)) return "damaged";
  try {
    const { app, savedAt, options, model, entries } = JSON.parse(json);
    const read = Array.from(entries, readEntry);
    const good = read.filter((entry) => entry !== null);
    return {
      journal: {
        app: String(app),
        savedAt: Number(savedAt),
        options,
        model: typeof model === "string" && model !== "" ? model : null,
        entries: good,
      },
      sequence: Number(sequence),
      unreadable: read.length - good.length,
    };
  } catch {
    return "damaged";
  }
}

/**
 * FNV-1a, 32 bits, over UTF-16 code units: it only has to notice what a crash does to a file.
 *
 * @param {string} text
 */
function checksum(text) {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
