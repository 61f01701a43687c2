// Finished cutouts by item: first as the blobs that a job hands over, then, once they are written, as files on disk, so that
// memory does not grow with the batch. A result that cannot be written stays a blob; that never fails an item.

import { isOutOfSpace } from "./opfs.js";

/** @import { ResultFiles } from "./journal-entry.js" */
/** @import { Quota } from "./quota.js" */
/** @import { Session } from "./session.js" */

/**
 * @typedef {object} KeptBlobs
 * @property {Blob} cutout
 * @property {Blob | null} thumbnail null where its file was lost
 * @property {Blob | null} [originalPreview] where there is one
 */

/** @typedef {{ blobs: KeptBlobs, files: ResultFiles | null, session: Session | null, isRefused: boolean }} Kept */

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
 * @param {() => void} parts.onChange something was written, or refused
 */
export function createKeptResults({ sessionOf, quota, onChange }) {
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
    lastNumber += 1;
    // Never a name that was used before: the file of an older result may still be on its way out.
    const base = `${id}.${Date.now().toString(36)}-${lastNumber}`;
    const { cutout, thumbnail, originalPreview = null } = kept.blobs;
    // The extension is where the file's type comes from when it is read back.
    const named = (/** @type {Blob} */ { type }) => `${base}${EXTENSIONS.get(type) ?? ""}`;
    const files = {
      cutout: named(cutout),
      thumbnail: thumbnail && named(thumbnail),
      originalPreview: originalPreview && named(originalPreview),
    };
    try {
      const bytes = cutout.size + (thumbnail?.size ?? 0) + (originalPreview?.size ?? 0);
      if ((await quota.free()) < bytes) throw new DOMException("No room", "QuotaExceededError");
      const blobs = {
        cutout: await session.write("results", files.cutout, cutout),
        thumbnail: thumbnail && (await session.write("thumbnails", named(thumbnail), thumbnail)),
        originalPreview: originalPreview && (await session.write("originals", named(originalPreview), originalPreview)),
      };
      if (isGone()) return removeFiles(session, files);
      Object.assign(kept, { blobs, files, session });
    } catch (error) {
      await removeFiles(session, files);
      kept.isRefused = isOutOfSpace(error);
    }
  }

  /** @param {string} id */
  function remove(id) {
    const kept = all.get(id);
    all.delete(id);
    if (kept?.session && kept.files) void removeFiles(kept.session, kept.files);
  }

  return {
    /** @param {string} id @param {KeptBlobs} blobs */
    set(id, blobs) {
      remove(id);
      const kept = { blobs, files: null, session: null, isRefused: false };
      all.set(id, kept);
      turn = turn.then(() => write(id, kept)).then(onChange);
    },
    /** @param {string} id */
    get: (id) => all.get(id)?.blobs,
    /** Removes its files too. */
    delete: remove,
    /** @param {string} id @returns {ResultFiles | null} null where it is not on disk (yet) */
    filesOf: (id) => all.get(id)?.files ?? null,
    /** How many stay in memory because there was no room. */
    refused: () => [...all.values()].filter(({ isRefused }) => isRefused).length,
    /**
     * A result of an earlier visit.
     *
     * @param {string} id
     * @param {{ blobs: KeptBlobs, files: ResultFiles }} restored
     * @param {Session} session
     */
    restore(id, { blobs, files }, session) {
      all.set(id, { blobs, files, session, isRefused: false });
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
