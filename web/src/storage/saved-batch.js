// Reads what an earlier visit left in a session: the items with what becomes of each, their results, mattes and sources as files
// that are not read yet, and what is lost. It changes nothing on the device.

import { optionsOrDefault } from "./journal-result.js";
import { restoredItem } from "./restored-item.js";
import { asPhoto } from "./source-copies.js";

/** @import { Item } from "../queue/item.js" */
/** @import { Options } from "../shared/options.js" */
/** @import { Entry, ResultFiles, SourceFile } from "./journal-entry.js" */
/** @import { JournalProblem } from "./journal-format.js" */
/** @import { KeptBlobs } from "./kept-results.js" */
/** @import { Session } from "./session.js" */

/** @typedef {{ blobs: KeptBlobs, files: ResultFiles }} RestoredResult */
/** @typedef {{ file: File, record: SourceFile }} RestoredSource */

/**
 * @typedef {object} SavedBatch
 * @property {string} id of its session
 * @property {number} savedAt milliseconds since 1970; 0 where nobody knows
 * @property {JournalProblem | null} problem with the journal; there are no items then
 * @property {Item[]} items
 * @property {ReadonlyMap<string, RestoredResult>} results by item id
 * @property {ReadonlyMap<string, RestoredSource>} sources by item id
 * @property {ReadonlyMap<string, readonly File[]>} mattes by item id, one of each look
 * @property {ReadonlySet<string>} saved ids whose cutout the person has
 * @property {Options} options
 * @property {string | null} model id of the one chosen for it; null where nobody knows
 * @property {{ records: number, cutouts: number, sources: number }} lost
 * @property {readonly File[]} loose finished cutouts without a name, where the journal or their entry in it is of no use
 */

/**
 * @param {Session} session
 * @returns {Promise<SavedBatch>}
 */
export async function readSavedBatch(session) {
  const found = await session.journal.read();
  /** @type {Map<string, RestoredResult>} */
  const results = new Map();
  /** @type {Map<string, RestoredSource>} */
  const sources = new Map();
  /** @type {Map<string, readonly File[]>} */
  const mattes = new Map();
  const nothing = { id: session.id, items: [], results, sources, mattes, saved: new Set(), model: null };
  if (typeof found === "string") {
    const lost = { records: 0, cutouts: 0, sources: 0 };
    const loose = await looseCutouts(session, new Set());
    return { ...nothing, savedAt: 0, problem: found, options: optionsOrDefault({}), lost, loose };
  }
  const { journal, unreadable } = found;
  const lost = { records: unreadable, cutouts: 0, sources: 0 };
  const named = new Set(journal.entries.map(({ files }) => files?.cutout));
  const items = [];
  for (const entry of journal.entries) {
    const files = await filesOf(session, entry);
    const there = {
      cutout: files.result?.blobs.cutout.size ?? null,
      source: files.source?.file.size ?? null,
      mattes: files.mattes.length,
    };
    const { item, loss } = restoredItem(entry, there);
    if (loss === "cutout") lost.cutouts += 1;
    if (loss === "source") lost.sources += 1;
    if (item.result !== null && files.result !== null) results.set(item.id, files.result);
    if (item.matte !== null) mattes.set(item.id, files.mattes);
    if (files.source !== null && files.source.file.size === item.bytes) sources.set(item.id, files.source);
    items.push(item);
  }
  return {
    ...nothing,
    savedAt: journal.savedAt,
    problem: null,
    items,
    saved: new Set(journal.entries.filter(({ saved }) => saved).map(({ item }) => item.id)),
    options: optionsOrDefault(journal.options),
    model: journal.model,
    lost,
    // Without a lost entry, a file that none names is what was being written or removed when the page ended.
    loose: unreadable === 0 ? [] : await looseCutouts(session, named),
  };
}

/** @typedef {{ result: RestoredResult | null, source: RestoredSource | null, mattes: readonly File[] }} Files mattes: all or none */

/**
 * @param {Session} session
 * @param {Entry} entry
 * @returns {Promise<Files>}
 */
async function filesOf(session, { item, files, source, mattes }) {
  const read = async (
    /** @type {import("./session.js").Kind} */ kind,
    /** @type {string | null | undefined} */ name,
  ) => (name === null || name === undefined ? null : session.read(kind, name));
  const [cutout, thumbnail, originalPreview, copy, ...looks] = await Promise.all([
    read("results", files?.cutout),
    read("thumbnails", files?.thumbnail),
    read("originals", files?.originalPreview),
    read("sources", source?.file),
    ...mattes.map((name) => read("mattes", name)),
  ]);
  return {
    result: cutout === null || files === null ? null : { blobs: { cutout, thumbnail, originalPreview }, files },
    source: copy === null || source === null ? null : { file: asPhoto(copy, item.name, source), record: source },
    mattes: looks.every((file) => file !== null) ? looks : [],
  };
}

/**
 * @param {Session} session
 * @param {ReadonlySet<string | undefined>} named by an entry
 */
async function looseCutouts(session, named) {
  const names = (await session.names("results")).filter((name) => !named.has(name));
  const files = await Promise.all(names.map((name) => session.read("results", name)));
  return files.filter((file) => file !== null);
}
