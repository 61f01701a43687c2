// Writes the journals of the sessions that this tab holds: what each photo is now, and the names of its files. After a change
// that a journal would say, and never two at a time. What a journal looks like is journal-format.js's business.

import { createLatestWins } from "../lib/latest-wins.js";
import { isToCheck } from "../queue/selectors.js";
import { refusalOf } from "./file-sets.js";

/** @import { LatestWins } from "../lib/latest-wins.js" */
/** @import { Item, ItemResult } from "../queue/item.js" */
/** @import { Options } from "../shared/options.js" */
/** @import { Refusal } from "./file-sets.js" */
/** @import { Entry } from "./journal-entry.js" */
/** @import { KeptMattes } from "./kept-mattes.js" */
/** @import { KeptResults } from "./kept-results.js" */
/** @import { Room } from "./room.js" */
/** @import { Session } from "./session.js" */
/** @import { SourceCopies } from "./source-copies.js" */

/**
 * @param {object} parts
 * @param {string} parts.app version of the page
 * @param {() => number} parts.now milliseconds since 1970
 * @param {() => Options} parts.options as chosen now
 * @param {() => string} parts.model id, as chosen now
 * @param {(item: Item) => boolean} parts.isSaved was its cutout handed to the person?
 * @param {(session: Session) => readonly Item[]} parts.itemsIn
 * @param {Pick<KeptResults, "filesOf" | "isWritten" | "journalled">} parts.results
 * @param {Pick<KeptMattes, "filesOf">} parts.mattes
 * @param {Pick<SourceCopies, "recordOf">} parts.copies
 * @param {Room} parts.room
 * @param {() => void} parts.onChange written, or refused
 */
export function createBatchJournal({
  app,
  now,
  options,
  model,
  isSaved,
  itemsIn,
  results,
  mattes,
  copies,
  room,
  onChange,
}) {
  /** @type {Map<Session, { writer: LatestWins<null>, written: string }>} */
  const journals = new Map();
  /** What the results on disk are, by item: a newer one may not be written yet. @type {Map<string, { result: ItemResult, isSaved: boolean }>} */
  const onDisk = new Map();
  /** Why it could not be written last. @type {Refusal | null} */
  let refusal = null;

  /**
   * @param {Item} item
   * @returns {Entry}
   */
  function entryOf(item) {
    const { id } = item;
    const kept = { source: copies.recordOf(id), mattes: mattes.filesOf(id) };
    const files = results.filesOf(id);
    const older = onDisk.get(id);
    if (item.result === null || files === null || results.isWritten(id)) {
      return { item, files: item.result === null ? null : files, ...kept, saved: isSaved(item) };
    }
    if (older === undefined) return { item, files: null, ...kept, saved: isSaved(item) };
    // What is on disk is the result before: if the page ends now, that one comes back, and the photo waits again.
    return { item: { ...item, status: "queued", result: older.result }, files, ...kept, saved: older.isSaved };
  }

  /** @param {Session} session */
  async function write(session) {
    await room.take(0, async () => {
      if (session.isEnded()) return;
      const entries = itemsIn(session).map(entryOf);
      await session.journal.write({ app, savedAt: now(), options: options(), model: model(), entries });
      for (const { item, files } of entries) if (files !== null) results.journalled(item.id, files.cutout);
    });
    refusal = null;
    onChange();
  }

  /** @param {unknown} error */
  function failed(error) {
    refusal = refusalOf(error) ?? "space";
    onChange();
  }

  /** What a journal would say of these items, short: progress is not part of it. @param {readonly Item[]} items */
  function outline(items) {
    const parts = items.map((item) => {
      const { id, attempt, status, result, error, matte, looks, keepsMatte } = item;
      const state = [id, attempt, status, result?.attempt, error?.code, isToCheck(item), isSaved(item)];
      const wish = [matte?.version, matte?.asked, matte?.chosen, looks, keepsMatte];
      return [
        ...state,
        ...wish,
        numberIn(results.filesOf(id)?.cutout),
        numberIn(mattes.filesOf(id)[0]),
        copies.recordOf(id) !== null,
      ].join();
    });
    return JSON.stringify([parts, options(), model()]);
  }

  return {
    outline,
    failed,
    /** After a change. @param {Iterable<Session>} used */
    update(used) {
      for (const session of new Set([...journals.keys(), ...used])) {
        const items = itemsIn(session);
        for (const item of items) {
          if (item.result === null || !results.isWritten(item.id)) continue;
          onDisk.set(item.id, { result: item.result, isSaved: isSaved(item) });
        }
        let kept = journals.get(session);
        if (kept === undefined) {
          kept = { writer: createLatestWins(() => write(session), failed), written: "" };
          journals.set(session, kept);
        }
        const text = outline(items);
        if (text === kept.written) continue;
        kept.written = text;
        kept.writer.push(null);
        void kept.writer.settled().then(onChange);
      }
    },
    isWritten: () => refusal === null && [...journals.values()].every(({ writer }) => writer.isIdle()),
    refusal: () => refusal,
    /** The batch was cleared. @returns {Session[]} all that were written */
    forgetAll() {
      const sessions = [...journals.keys()];
      journals.clear();
      onDisk.clear();
      refusal = null;
      return sessions;
    },
  };
}

/**
 * The part of a file's name that is never the same twice in a visit.
 *
 * @param {string | null | undefined} name
 */
const numberIn = (name) => name?.split(".").at(1) ?? "";
