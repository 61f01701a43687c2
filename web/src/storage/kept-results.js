// Finished cutouts by item: first as the blobs that a job hands over, then, once they are written, as files on disk, so that
// memory does not grow with the batch. A result that cannot be written stays a blob; that never fails an item. The files of an
// older result stay until the journal names those of the newer one. What an earlier visit wrote is checked before it is handed
// out, and what this visit wrote is asked for again; a spoiled one is given up.

import { canBeRead, isIntact } from "./checked-file.js";
import { refusalOf, removeFiles } from "./file-sets.js";

/** @import { FileSets, Refusal } from "./file-sets.js" */
/** @import { ResultFiles } from "./journal-entry.js" */
/** @import { Session } from "./session.js" */

/**
 * @typedef {object} KeptBlobs
 * @property {Blob} cutout
 * @property {Blob | null} thumbnail null where its file was lost
 * @property {Blob | null} [originalPreview] where there is one
 */

/**
 * @typedef {object} Kept
 * @property {KeptBlobs} blobs
 * @property {ResultFiles | null} files
 * @property {Session | null} session
 * @property {Refusal | null} refusal
 * @property {boolean} isTrusted made or checked in this visit
 * @property {boolean} isJournalled
 * @property {Promise<boolean> | null} check
 */

const KINDS = /** @type {const} */ ({ cutout: "results", thumbnail: "thumbnails", originalPreview: "originals" });

/** @typedef {ReturnType<typeof createKeptResults>} KeptResults */

/**
 * @param {object} parts
 * @param {FileSets} parts.fileSets
 * @param {() => void} parts.onChange something was written, refused or checked
 * @param {(id: string) => void} parts.onSpoiled its cutout is not what was kept; it is held no longer
 */
export function createKeptResults({ fileSets, onChange, onSpoiled }) {
  /** The newest of each. @type {Map<string, Kept>} */
  const all = new Map();
  /** Those before it whose files are still there, the newest last. @type {Map<string, Kept[]>} */
  const older = new Map();

  /** @param {string} id @param {Kept} kept */
  async function write(id, kept) {
    const { cutout, thumbnail, originalPreview = null } = kept.blobs;
    try {
      const blobs = { cutout, thumbnail, originalPreview };
      const set = await fileSets.write(id, KINDS, blobs, () => all.get(id) === kept);
      if (set !== null) Object.assign(kept, { blobs: set.blobs, files: set.names, session: set.session });
    } catch (error) {
      kept.refusal = refusalOf(error);
    }
    onChange();
  }

  /** @param {Kept | undefined} kept */
  function drop(kept) {
    if (kept?.session && kept.files) void removeFiles(kept.session, KINDS, kept.files);
  }

  /** @param {string} id */
  function dropOlder(id) {
    for (const each of older.get(id) ?? []) drop(each);
    older.delete(id);
  }

  /** @param {string} id */
  function remove(id) {
    drop(all.get(id));
    all.delete(id);
    dropOlder(id);
  }

  /** @param {string} id @param {Kept} kept */
  async function look(id, kept) {
    const { blobs, files } = kept;
    if (files === null) return true;
    const isGood = await isIntact(files.cutout, blobs.cutout);
    const checked = async (/** @type {string | null} */ name, /** @type {Blob | null | undefined} */ blob) =>
      name !== null && blob && (await isIntact(name, blob)) ? blob : null;
    const thumbnail = await checked(files.thumbnail, blobs.thumbnail);
    const originalPreview = await checked(files.originalPreview, blobs.originalPreview);
    // Given up meanwhile, or made anew.
    if (all.get(id) !== kept) return false;
    if (isGood) Object.assign(kept, { isTrusted: true, blobs: { cutout: blobs.cutout, thumbnail, originalPreview } });
    else {
      remove(id);
      onSpoiled(id);
    }
    onChange();
    return isGood;
  }

  /**
   * Its file may have been deleted or changed since.
   *
   * @param {string} id
   * @param {Kept} kept
   */
  async function isStillThere(id, kept) {
    if (kept.files === null || (await canBeRead(kept.blobs.cutout))) return true;
    if (all.get(id) !== kept) return false;
    remove(id);
    onSpoiled(id);
    onChange();
    return false;
  }

  /**
   * @param {string} id
   * @returns {Promise<boolean>} is there a cutout that may be handed out?
   */
  function check(id) {
    const kept = all.get(id);
    if (kept === undefined) return Promise.resolve(false);
    if (kept.isTrusted) return isStillThere(id, kept);
    kept.check ??= look(id, kept);
    return kept.check;
  }

  return {
    /** @param {string} id @param {KeptBlobs} blobs handed out from now on */
    set(id, blobs) {
      const before = all.get(id);
      if (before?.files) older.set(id, [...(older.get(id) ?? []), before]);
      /** @type {Kept} */
      const kept = {
        ...{ blobs, files: null, session: null, refusal: null },
        ...{ isTrusted: true, isJournalled: false, check: null },
      };
      all.set(id, kept);
      void write(id, kept);
    },
    /** Nothing before its check. @param {string} id */
    get(id) {
      const kept = all.get(id);
      return kept?.isTrusted ? kept.blobs : undefined;
    },
    check,
    /** All that were not checked yet, one by one, behind everything else. */
    async checkAll() {
      for (const id of [...all.keys()]) await check(id);
    },
    /** Removes its files too. */
    delete: remove,
    /**
     * @param {string} id
     * @returns {ResultFiles | null} those of the newest result that is on disk; null where none is (yet)
     */
    filesOf: (id) => all.get(id)?.files ?? older.get(id)?.at(-1)?.files ?? null,
    /** Are these files those of the newest result? @param {string} id */
    isWritten: (id) => all.get(id)?.files != null,
    /** Written, named by the journal, and made or checked in this visit. @param {string} id */
    isSafe(id) {
      const kept = all.get(id);
      return Boolean(kept?.isTrusted && kept.isJournalled);
    },
    /**
     * The journal names this file as the photo's cutout: nothing leads to an older one any more.
     *
     * @param {string} id
     * @param {string} cutout
     */
    journalled(id, cutout) {
      const kept = all.get(id);
      if (kept?.files?.cutout !== cutout) return;
      kept.isJournalled = true;
      dropOlder(id);
    },
    /** How many stay in memory. @param {Refusal} why */
    refused: (why) => [...all.values()].filter(({ refusal }) => refusal === why).length,
    /**
     * A result of an earlier visit.
     *
     * @param {string} id
     * @param {{ blobs: KeptBlobs, files: ResultFiles }} restored
     * @param {Session} session
     */
    restore(id, { blobs, files }, session) {
      all.set(id, { blobs, files, session, refusal: null, isTrusted: false, isJournalled: true, check: null });
    },
  };
}
