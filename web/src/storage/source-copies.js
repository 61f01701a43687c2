// Copies of unfinished photos, so that a reload does not lose what the page has not come to yet. One at a time, in the
// background; a copy goes as soon as its photo needs it no more. One of an earlier visit is checked before it is used.

import { checkedName, isIntact } from "./checked-file.js";
import { isOutOfSpace } from "./folder.js";

/** @import { SourceFile } from "./journal-entry.js" */
/** @import { Quota } from "./quota.js" */
/** @import { Session } from "./session.js" */

/** @typedef {{ needs: number, free: number | null }} Shortage bytes; free: null where the browser refused more than it had said */

/**
 * @param {object} parts
 * @param {Map<string, File>} parts.sources
 * @param {(id: string) => Promise<Session | null>} parts.sessionOf
 * @param {Quota} parts.quota
 * @param {() => void} parts.onChange
 */
export function createSourceCopies({ sources, sessionOf, quota, onChange }) {
  /** @type {Map<string, { session: Session, record: SourceFile, isOnlyOne: boolean }>} */
  const copies = new Map();
  /** Tried without success; tried again when room was made. @type {Set<string>} */
  const refused = new Set();
  /** @type {readonly string[]} */
  let wanted = [];
  /** @type {Shortage | null} */
  let shortage = null;
  let isRunning = false;

  const isMissing = (/** @type {string} */ id) => !copies.has(id) && sources.has(id);
  const next = () => wanted.find((id) => isMissing(id) && !refused.has(id));

  async function run() {
    if (isRunning) return;
    isRunning = true;
    for (let id = next(); id !== undefined; id = next()) {
      await copy(id);
      onChange();
    }
    isRunning = false;
  }

  /** @param {string} id */
  async function copy(id) {
    const file = sources.get(id);
    const session = await sessionOf(id);
    if (file === undefined || session === null) {
      refused.add(id);
      return;
    }
    const free = await quota.free();
    const needs = wanted.filter(isMissing).reduce((sum, each) => sum + (sources.get(each)?.size ?? 0), 0);
    shortage = free < needs ? { needs, free } : null;
    if (free < file.size) {
      refused.add(id);
      return;
    }
    let name = id;
    try {
      name = await checkedName(id, file);
      await session.write("sources", name, file);
    } catch (error) {
      refused.add(id);
      if (isOutOfSpace(error)) shortage = { needs, free: free < needs ? free : null };
      return;
    }
    const record = { file: name, type: file.type, lastModified: file.lastModified };
    // Wanted no more meanwhile: update() has not seen this copy.
    if (wanted.includes(id)) copies.set(id, { session, record, isOnlyOne: false });
    else await session.remove("sources", name);
  }

  /** @param {string} id */
  async function remove(id) {
    const copy = copies.get(id);
    if (copy === undefined) return;
    copies.delete(id);
    if (copy.isOnlyOne) sources.delete(id);
    await copy.session.remove("sources", copy.record.file);
    refused.clear();
    void run();
  }

  return {
    /** @param {readonly string[]} ids of all photos that are not safely finished, in the order they will run */
    update(ids) {
      wanted = ids;
      for (const id of [...copies.keys()]) {
        if (!ids.includes(id)) void remove(id);
      }
      for (const id of refused) {
        if (!ids.includes(id)) refused.delete(id);
      }
      if (!ids.some(isMissing)) shortage = null;
      void run();
    },
    /** @param {string} id @returns {SourceFile | null} */
    recordOf: (id) => copies.get(id)?.record ?? null,
    /**
     * @param {string} id
     * @returns {Promise<boolean>} false where the page has nothing but a copy, and that is not what was kept
     */
    async isIntact(id) {
      const copy = copies.get(id);
      const file = sources.get(id);
      if (copy === undefined || file === undefined || !copy.isOnlyOne) return true;
      return isIntact(copy.record.file, file);
    },
    /** What is missing for all of them to be kept; null where they are, or will be. */
    shortage: () => shortage,
    /**
     * A copy of an earlier visit; the page has no other.
     *
     * @param {string} id
     * @param {{ file: File, record: SourceFile }} restored
     * @param {Session} session
     */
    restore(id, { file, record }, session) {
      sources.set(id, file);
      copies.set(id, { session, record, isOnlyOne: true });
    },
  };
}
