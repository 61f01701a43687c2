// Finished cutouts by item: first as the blobs that a job hands over, then, once they are written, as files on disk, so that
// memory does not grow with the batch. A result that cannot be written stays a blob; that never fails an item. One that an
// earlier visit wrote is checked before it is handed out; a spoiled one is given up.

import { SilenceError } from "../lib/time-limit.js";
import { checkedName, isIntact } from "./checked-file.js";
import { isOutOfSpace } from "./folder.js";

/** @import { ResultFiles } from "./journal-entry.js" */
/** @import { Quota } from "./quota.js" */
/** @import { Session } from "./session.js" */

/**
 * @typedef {object} KeptBlobs
 * @property {Blob} cutout
 * @property {Blob | null} thumbnail null where its file was lost
 * @property {Blob | null} [originalPreview] where there is one
 */

/** @typedef {"space" | "silence"} Refusal why it stays in memory */

/**
 * @typedef {object} Kept
 * @property {KeptBlobs} blobs
 * @property {ResultFiles | null} files
 * @property {Session | null} session
 * @property {Refusal | null} refusal
 * @property {boolean} isTrusted made or checked in this visit
 * @property {Promise<boolean> | null} check
 */

const EXTENSIONS = new Map([
  ["image/png", ".png"],
  ["image/webp", ".webp"],
  ["image/avif", ".avif"],
  ["image/jpeg", ".jpg"],
]);

/**
 * @param {object} parts
 * @param {(id: string) => Promise<Session | null>} parts.sessionOf null where nothing can be kept
 * @param {Quota} parts.quota
 * @param {() => void} parts.onChange something was written, refused or checked
 * @param {(id: string) => void} parts.onSpoiled its cutout is not what was kept; it is held no longer
 */
export function createKeptResults({ sessionOf, quota, onChange, onSpoiled }) {
  /** @type {Map<string, Kept>} */
  const all = new Map();
  // One after the other: two large files at once would only wait for the same disk.
  let turn = Promise.resolve();
  let lastNumber = 0;

  /**
   * @param {string} id
   * @param {Kept} kept
   */
  async function write(id, kept) {
    const isGone = () => all.get(id) !== kept;
    const session = isGone() ? null : await sessionOf(id);
    if (session === null) return;
    const files = await namesFor(id, kept.blobs);
    const { cutout, thumbnail, originalPreview = null } = kept.blobs;
    try {
      const bytes = cutout.size + (thumbnail?.size ?? 0) + (originalPreview?.size ?? 0);
      if ((await quota.free()) < bytes) throw new DOMException("No room", "QuotaExceededError");
      const put = async (
        /** @type {import("./session.js").Kind} */ kind,
        /** @type {string | null} */ name,
        /** @type {Blob | null} */ content,
      ) => (name === null || content === null ? null : session.write(kind, name, content));
      const blobs = {
        cutout: await session.write("results", files.cutout, cutout),
        thumbnail: await put("thumbnails", files.thumbnail, thumbnail),
        originalPreview: await put("originals", files.originalPreview, originalPreview),
      };
      if (isGone()) return removeFiles(session, files);
      Object.assign(kept, { blobs, files, session });
    } catch (error) {
      await removeFiles(session, files);
      kept.refusal = isOutOfSpace(error) ? "space" : error instanceof SilenceError ? "silence" : null;
    }
  }

  /**
   * @param {string} id
   * @param {KeptBlobs} blobs
   * @returns {Promise<ResultFiles>}
   */
  async function namesFor(id, { cutout, thumbnail, originalPreview = null }) {
    lastNumber += 1;
    // Never a name that was used before: the file of an older result may still be on its way out.
    const base = `${id}.${Date.now().toString(36)}-${lastNumber}`;
    // The extension is where the file's type comes from when it is read back.
    const named = (/** @type {Blob} */ blob) => checkedName(base, blob, EXTENSIONS.get(blob.type) ?? "");
    return {
      cutout: await named(cutout),
      thumbnail: thumbnail && (await named(thumbnail)),
      originalPreview: originalPreview && (await named(originalPreview)),
    };
  }

  /** @param {string} id */
  function remove(id) {
    const kept = all.get(id);
    all.delete(id);
    if (kept?.session && kept.files) void removeFiles(kept.session, kept.files);
  }

  /**
   * @param {string} id
   * @param {Kept} kept
   */
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
   * @param {string} id
   * @returns {Promise<boolean>} is there a cutout that may be handed out?
   */
  function check(id) {
    const kept = all.get(id);
    if (kept === undefined) return Promise.resolve(false);
    if (kept.isTrusted) return Promise.resolve(true);
    kept.check ??= look(id, kept);
    return kept.check;
  }

  return {
    /** @param {string} id @param {KeptBlobs} blobs */
    set(id, blobs) {
      remove(id);
      /** @type {Kept} */
      const kept = { blobs, files: null, session: null, refusal: null, isTrusted: true, check: null };
      all.set(id, kept);
      turn = turn.then(() => write(id, kept)).then(onChange);
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
    /** @param {string} id */
    isTrusted: (id) => all.get(id)?.isTrusted ?? false,
    /** Removes its files too. */
    delete: remove,
    /** @param {string} id @returns {ResultFiles | null} null where it is not on disk (yet) */
    filesOf: (id) => all.get(id)?.files ?? null,
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
      all.set(id, { blobs, files, session, refusal: null, isTrusted: false, check: null });
    },
  };
}

/**
 * @param {Session} session
 * @param {ResultFiles} files
 */
async function removeFiles(session, { cutout, thumbnail, originalPreview }) {
  await session.remove("results", cutout);
  if (thumbnail !== null) await session.remove("thumbnails", thumbnail);
  if (originalPreview !== null) await session.remove("originals", originalPreview);
}
