// Mattes by item, all that one job found: first as the blobs that it hands over, then as files on disk, all or none. Those that
// cannot be written stay blobs. Files are compared with their checksums each time they are asked for; where one is damaged or
// gone there is no matte, and the network runs again.

import { isIntact } from "./checked-file.js";
import { removeFiles } from "./file-sets.js";

/** @import { FileSets } from "./file-sets.js" */
/** @import { Kind, Session } from "./session.js" */

/** @typedef {{ blobs: readonly Blob[], names: readonly string[], session: Session | null }} Kept names: none where they are not on disk */

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
    if (kept?.session) void removeFiles(kept.session, kindsOf(kept.names), byLook(kept.names));
  }

  /** @param {string} id @param {Kept} kept */
  async function write(id, kept) {
    const { blobs } = kept;
    try {
      const set = await fileSets.write(id, kindsOf(blobs), byLook(blobs), () => all.get(id) === kept);
      if (set !== null)
        Object.assign(kept, { blobs: inOrder(set.blobs), names: inOrder(set.names), session: set.session });
    } catch {
      // They stay in memory. On the next visit the network runs again, which needs no words now.
    }
    onChange();
  }

  return {
    /** @param {string} id @param {readonly Blob[]} blobs PNGs, one of each look */
    set(id, blobs) {
      remove(id);
      const kept = { blobs, names: [], session: null };
      all.set(id, kept);
      void write(id, kept);
    },
    /**
     * @param {string} id
     * @returns {Promise<readonly Blob[] | null>} one of each look; null where there is none, or one is not what was kept: all are
     *   then held no longer
     */
    async get(id) {
      const kept = all.get(id);
      if (kept === undefined) return null;
      const { names, blobs } = kept;
      const checks = await Promise.all(names.map((name, index) => isIntact(name, /** @type {Blob} */ (blobs[index]))));
      if (checks.every(Boolean)) return blobs;
      // Made anew meanwhile, they are others.
      if (all.get(id) !== kept) return this.get(id);
      remove(id);
      onChange();
      return null;
    },
    /** Removes their files too. */
    delete: remove,
    /** @param {string} id @returns {readonly string[]} names of their files, in the order of the looks; none where they are not on disk (yet) */
    filesOf: (id) => all.get(id)?.names ?? [],
    /**
     * Those of an earlier visit.
     *
     * @param {string} id
     * @param {readonly File[]} files
     * @param {Session} session
     */
    restore(id, files, session) {
      all.set(id, { blobs: files, names: files.map(({ name }) => name), session });
    },
  };
}

/** @template T @param {readonly T[]} list @returns {Record<string, T>} */
const byLook = (list) => Object.fromEntries(list.map((each, index) => [`look${index}`, each]));
/** @param {readonly unknown[]} list @returns {Record<string, Kind>} */
const kindsOf = (list) => byLook(list.map(() => /** @type {const} */ ("mattes")));
/** What was written as a set has every part. @template T @param {Record<string, T | null>} parts @returns {T[]} */
const inOrder = (parts) => Object.values(parts).filter((part) => part !== null);
