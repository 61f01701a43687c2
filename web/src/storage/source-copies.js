// Copies of the photos, so that a reload does not lose what the page has not come to yet, and a finished photo can be changed
// later. One at a time, in the background, the unfinished first. Where room is short, copies of finished photos go, the oldest
// first. One of an earlier visit is checked before it is used.

import { checkedName, isIntact } from "./checked-file.js";
import { isOutOfSpace } from "./folder.js";
import { createRoom } from "./room.js";

/** @import { SourceFile } from "./journal-entry.js" */
/** @import { Quota } from "./quota.js" */
/** @import { Session } from "./session.js" */

/** @typedef {{ needs: number, free: number | null }} Shortage bytes; free: null where the browser refused more than it had said */

/**
 * @typedef {object} Copy
 * @property {Session} session
 * @property {SourceFile} record
 * @property {number} bytes
 * @property {boolean} isOnlyOne the page has no other
 * @property {boolean} isTrusted made or checked in this visit
 */

/** @typedef {ReturnType<typeof createSourceCopies>} SourceCopies */

/**
 * @param {object} parts
 * @param {Map<string, File>} parts.sources
 * @param {(id: string) => Promise<Session | null>} parts.sessionOf
 * @param {Quota} parts.quota
 * @param {() => void} parts.onChange
 */
export function createSourceCopies({ sources, sessionOf, quota, onChange }) {
  /** The oldest first. @type {Map<string, Copy>} */
  const copies = new Map();
  /** Tried without success, and was it for lack of room? Tried again when more could be given up. @type {Map<string, boolean>} */
  const refused = new Map();
  /** Of finished photos: there was no room for them, or they made room. @type {Set<string>} */
  const gone = new Set();
  /** @type {readonly string[]} */
  let unfinished = [];
  /** @type {ReadonlySet<string>} */
  let finished = new Set();
  /** @type {Shortage | null} */
  let shortage = null;
  let isRunning = false;
  const room = createRoom({ quota, spare, giveUp });

  const isMissing = (/** @type {string} */ id) => !copies.has(id) && sources.has(id);

  function next() {
    const id = unfinished.find((each) => isMissing(each) && !refused.has(each));
    if (id !== undefined || unfinished.some((each) => refused.get(each) === true)) return id;
    // The newest first: it would be the last to go.
    return [...finished].findLast((each) => isMissing(each) && !gone.has(each) && !refused.has(each));
  }

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
      refused.set(id, false);
      return;
    }
    const isSpare = finished.has(id);
    const free = await quota.free();
    const needs = unfinished.filter(isMissing).reduce((sum, each) => sum + (sources.get(each)?.size ?? 0), 0);
    const usable = free + spare();
    shortage = usable < needs ? { needs, free: usable } : null;
    let name = id;
    try {
      if (isSpare && free < file.size) throw new DOMException("No room", "QuotaExceededError");
      name = await checkedName(id, file);
      const write = () => session.write("sources", name, file);
      await (isSpare ? write() : room.take(file.size, write));
    } catch (error) {
      const isFull = isOutOfSpace(error);
      if (isSpare && isFull) gone.add(id);
      else refused.set(id, isFull);
      if (isFull && !isSpare) shortage = { needs, free: usable < needs ? usable : null };
      return;
    }
    const record = { file: name, type: file.type, lastModified: file.lastModified };
    // Wanted no more meanwhile: update() has not seen this copy.
    if (isHere(id)) copies.set(id, { session, record, bytes: file.size, isOnlyOne: false, isTrusted: true });
    else await session.remove("sources", name);
  }

  const isHere = (/** @type {string} */ id) => finished.has(id) || unfinished.includes(id);

  function spare() {
    return [...copies].reduce((sum, [id, { bytes }]) => sum + (finished.has(id) ? bytes : 0), 0);
  }

  /** The oldest copy of a finished photo goes. */
  async function giveUp() {
    const id = [...copies.keys()].find((each) => finished.has(each));
    if (id === undefined) return 0;
    const bytes = copies.get(id)?.bytes ?? 0;
    gone.add(id);
    await remove(id);
    onChange();
    return bytes;
  }

  /** @param {string} id */
  async function remove(id) {
    const copy = copies.get(id);
    if (copy === undefined) return;
    copies.delete(id);
    if (copy.isOnlyOne) sources.delete(id);
    await copy.session.remove("sources", copy.record.file);
  }

  return {
    /** For everything else that is kept, too. */
    room,
    /**
     * @param {readonly string[]} waiting ids of all photos that are not safely finished, in the order they will run
     * @param {readonly string[]} safe ids of the others
     */
    update(waiting, safe) {
      // More could be given up now.
      if (safe.some((id) => !finished.has(id))) refused.clear();
      unfinished = waiting;
      finished = new Set(safe);
      for (const id of [...copies.keys()]) if (!isHere(id)) void remove(id);
      for (const id of refused.keys()) if (!isHere(id)) refused.delete(id);
      for (const id of gone) if (!finished.has(id)) gone.delete(id);
      if (!unfinished.some(isMissing)) shortage = null;
      void run();
    },
    /** @param {string} id @returns {SourceFile | null} */
    recordOf: (id) => copies.get(id)?.record ?? null,
    /** May the photo be shown or worked on before a check? @param {string} id */
    isTrusted: (id) => copies.get(id)?.isTrusted ?? true,
    /**
     * @param {string} id
     * @returns {Promise<boolean>} false where the page had nothing but a copy, and that is not what was kept: it is given up
     */
    async check(id) {
      const copy = copies.get(id);
      const file = sources.get(id);
      if (copy === undefined || file === undefined || copy.isTrusted) return true;
      const isGood = await isIntact(copy.record.file, file);
      if (isGood) copy.isTrusted = true;
      else if (copies.get(id) === copy) void remove(id).then(onChange);
      return isGood;
    },
    /** What is missing for those of all unfinished photos to be kept; null where they are, or will be. */
    shortage: () => shortage,
    /** How many finished photos have none, for lack of room. */
    gone: () =>
      [...finished].filter((id) => !copies.has(id) && (gone.has(id) || (sources.has(id) && shortage !== null))).length,
    /**
     * A copy of an earlier visit; the page has no other.
     *
     * @param {string} id
     * @param {{ file: File, record: SourceFile }} restored
     * @param {Session} session
     */
    restore(id, { file, record }, session) {
      sources.set(id, file);
      copies.set(id, { session, record, bytes: file.size, isOnlyOne: true, isTrusted: false });
    },
  };
}
