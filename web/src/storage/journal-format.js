// The journal of a session as text, so that damage costs only what it hit: a first line that says what it is, a second with
// what belongs to the batch, then one line a photo; each line carries its own checksum. Pure. Two files take turns, so that
// a crash while one is written leaves the other; how they are read together is decided here.

import { textSum } from "../shared/text-sum.js";
import { batchOf, NOBODY_KNOWS } from "./journal-batch.js";
import { readEntry } from "./journal-entry.js";
import { journalOfVersion1 } from "./journal-version-1.js";

/** @import { Options } from "../shared/options.js" */
/** @import { Batch } from "./journal-batch.js" */
/** @import { Entry } from "./journal-entry.js" */

/** Grows when an older page could no longer make sense of what is written. */
const JOURNAL_VERSION = 4;

const MAGIC = "cutroom-journal";

/** @typedef {Batch & { entries: readonly Entry[] }} Journal */

/** @typedef {Omit<Journal, "options"> & { options: Options }} WrittenJournal */

/**
 * @typedef {{ journal: Journal, sequence: number, unreadable: number }} ReadJournal unreadable: entries that made no sense
 * @typedef {"none" | "damaged" | "newer"} JournalProblem newer: by a version of the page that this one does not know
 */

/**
 * What one of the files says.
 *
 * @typedef {{ batch: Batch | null, entries: Entry[], sequence: number, unreadable: number }} JournalParts
 */

/**
 * @param {WrittenJournal} journal
 * @param {number} sequence
 */
export function journalText({ entries, ...batch }, sequence) {
  const head = { ...batch, sequence, count: entries.length };
  return `${MAGIC} ${JOURNAL_VERSION} ${sequence} ${entries.length}\n${[head, ...entries].map(line).join("")}`;
}

/** @param {unknown} value */
function line(value) {
  const json = JSON.stringify(value);
  return `${textSum(json)} ${json}\n`;
}

/**
 * @param {readonly (string | null)[]} texts of the files that take turns; null where one is not there
 * @returns {ReadJournal | JournalProblem} the newest; what of it is damaged comes from the one before, as far as it is there
 */
export function readJournal(texts) {
  const all = texts.flatMap((text) => (text === null ? [] : [readText(text)]));
  if (all.length === 0) return "none";
  const [newest, ...older] = all
    .filter((each) => typeof each !== "string")
    .sort((one, other) => other.sequence - one.sequence);
  if (newest === undefined) return all.includes("newer") ? "newer" : "damaged";
  const { sequence, batch, unreadable } = newest;
  const known = new Map(newest.entries.map((entry) => [entry.item.id, entry]));
  const before = unreadable === 0 ? [] : older.flatMap(({ entries }) => entries);
  const found = before.filter(({ item }) => !known.has(item.id));
  // In the order of the list, as far as the older one knows it.
  const ordered = new Map([...before.map((entry) => /** @type {const} */ ([entry.item.id, entry])), ...known]);
  return {
    journal: {
      ...(batch ?? older.find((each) => each.batch !== null)?.batch ?? NOBODY_KNOWS),
      entries: [...ordered.values()],
    },
    sequence,
    unreadable: Math.max(0, unreadable - found.length),
  };
}

/**
 * @param {string} text
 * @returns {JournalParts | "damaged" | "newer"} damaged: nothing of it can be read
 */
function readText(text) {
  const [first = "", ...lines] = text.split("\n");
  const [magic, version, sequence, written] = first.split(" ");
  if (magic === MAGIC && Number(version) > JOURNAL_VERSION) return "newer";
  if (magic === MAGIC && version === "1") return journalOfVersion1(text);
  const values = lines.map(readLine);
  const head = values.find((value) => value !== null && "count" in value) ?? null;
  const entries = values.flatMap((value) => readEntry(value) ?? []);
  if (head === null && entries.length === 0) return "damaged";
  // How many there were stands twice: a lost line break takes the head and the first photo, or the first line and the head.
  const count = Number(head?.count ?? written);
  return {
    batch: head && batchOf(head),
    entries,
    sequence: Number(head?.sequence ?? sequence) || 0,
    unreadable: Math.max(0, count - entries.length) || 0,
  };
}

/**
 * @param {string} text
 * @returns {Record<string, unknown> | null} null where it is not what was written
 */
function readLine(text) {
  const end = text.indexOf(" ");
  const json = text.slice(end + 1);
  if (text.slice(0, end) !== textSum(json)) return null;
  try {
    const value = JSON.parse(json);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}
