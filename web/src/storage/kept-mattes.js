// Mattes by item: first as the blob that a job hands over, then as a file on disk. One that cannot be written stays a blob. A
// file is compared with its checksum each time it is asked for; what is damaged or gone is no matte, and the network runs again.

import { isIntact } from "./checked-file.js";
import { removeFiles } from "./file-sets.js";

/** @import { FileSets } from "./file-sets.js" */
/** @import { Session } from "./session.js" */

/** @typedef {{ blob: Blob, name: string | null, session: Session | null }} Kept */

const KINDS = /** @type {const} */ ({ matte: "mattes" });

/** @typedef {ReturnType<typeof createKeptMattes>} KeptMattes */

/**
 * @param {object} parts
 * @param {FileSets} parts.fileSets
 * @param {() => void} parts.onChange something was written or given up
 */
export function createKeptMattes({ fileSets, onChange }) {
  /** @type {Map<string, Kept>} */
  const all = new Map();

  /** @param {string} id */
  function remove(id) {
    const kept = all.get(id);
    all.delete(id);
    if (kept?.session) void removeFiles(kept.session, KINDS, { matte: kept.name });
  }

  /** @param {string} id @param {Kept} kept */
  async function write(id, kept) {
    try {
      const set = await fileSets.write(id, KINDS, { matte: kept.blob }, () => all.get(id) === kept);
      const file = set?.blobs.matte ?? null;
      if (set !== null && file !== null)
        Object.assign(kept, { blob: file, name: set.names.matte, session: set.session });
    } catch {
      // It stays in memory. On the next visit the network runs again, which needs no words now.
    }
    onChange();
  }

  return {
    /** @param {string} id @param {Blob} blob a PNG */
    set(id, blob) {
      remove(id);
      const kept = { blob, name: null, session: null };
      all.set(id, kept);
      void write(id, kept);
    },
    /**
     * @param {string} id
     * @returns {Promise<Blob | null>} null where there is none, or not what was kept; it is then held no longer
     */
    async get(id) {
      const kept = all.get(id);
      if (kept === undefined) return null;
      if (kept.name === null || (await isIntact(kept.name, kept.blob))) return kept.blob;
      // Made anew meanwhile, it is another one.
      if (all.get(id) !== kept) return this.get(id);
      remove(id);
      onChange();
      return null;
    },
    /** Removes its file too. */
    delete: remove,
    /** @param {string} id @returns {string | null} name of its file; null where it is not on disk (yet) */
    fileOf: (id) => all.get(id)?.name ?? null,
    /**
     * One of an earlier visit.
     *
     * @param {string} id
     * @param {File} file
     * @param {Session} session
     */
    restore(id, file, session) {
      all.set(id, { blob: file, name: file.name, session });
    },
  };
}
