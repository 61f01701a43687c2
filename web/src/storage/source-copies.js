// Copies of the photos, so that a reload does not lose what the page has not come to yet, and a finished photo can be changed
// later. One at a time, in the background, the unfinished first. Where room is short, copies of finished photos go, the oldest
// first; those that the page has nothing else of go last. A copy of an earlier visit is checked before it is used. So is one that
// takes the place of the person's own file when that can be read no more.

import { canBeRead, checkedName, isIntact } from "./checked-file.js";
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
 * @property {boolean} isOnlyOne the page has nothing else of the photo
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
  /** Refused or given up for lack of room, and not copied since, whatever the photo is meanwhile. @type {Set<string>} */
  const without = new Set();
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
      if (isFull) without.add(id);
      if (isSpare && isFull) gone.add(id);
      else refused.set(id, isFull);
      if (isFull && !isSpare) shortage = { needs, free: usable < needs ? usable : null };
      return;
    }
    const record = { file: name, type: file.type, lastModified: file.lastModified };
    // Wanted no more meanwhile: update() has not seen this copy.
    if (isHere(id)) {
      copies.set(id, { session, record, bytes: file.size, isOnlyOne: false, isTrusted: true });
      without.delete(id);
    } else await session.remove("sources", name);
  }

  const isHere = (/** @type {string} */ id) => finished.has(id) || unfinished.includes(id);

  function spare() {
    return [...copies].reduce((sum, [id, { bytes }]) => sum + (finished.has(id) ? bytes : 0), 0);
  }

  /** The oldest copy of a finished photo goes; without its only one, a photo could be changed no more. */
  async function giveUp() {
    const ids = [...copies.keys()].filter((each) => finished.has(each));
    const id = ids.find((each) => copies.get(each)?.isOnlyOne === false) ?? ids[0];
    if (id === undefined) return 0;
    const bytes = copies.get(id)?.bytes ?? 0;
    gone.add(id);
    without.add(id);
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

  /**
   * Where it is what was kept, it is the photo from now on.
   *
   * @param {string} id
   * @param {File} lost the person's own file
   */
  async function putInPlace(id, lost) {
    const copy = copies.get(id);
    if (copy === undefined) return;
    const { session, record } = copy;
    const file = await session.read("sources", record.file);
    if (file === null || !(await isIntact(record.file, file))) return;
    // Cleared or given up meanwhile, or done already.
    if (copies.get(id) !== copy || sources.get(id) !== lost) return;
    sources.set(id, asPhoto(file, lost.name, record));
    copy.isOnlyOne = true;
    onChange();
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
      for (const id of without) if (!isHere(id)) without.delete(id);
      if (!unfinished.some(isMissing)) shortage = null;
      void run();
    },
    /** @param {string} id @returns {SourceFile | null} */
    recordOf: (id) => copies.get(id)?.record ?? null,
    /** May the photo be shown or worked on before a check? @param {string} id */
    isTrusted: (id) => copies.get(id)?.isTrusted ?? true,
    /**
     * Before the photo is shown or worked on. Where the person's own file can be read no more, its copy takes its place.
     *
     * @param {string} id
     * @returns {Promise<boolean>} false where the page had nothing but a copy, and that is not what was kept: it is given up
     */
    async check(id) {
      const copy = copies.get(id);
      const file = sources.get(id);
      if (copy === undefined || file === undefined) return true;
      if (copy.isTrusted) {
        if (!copy.isOnlyOne && !(await canBeRead(file))) await putInPlace(id, file);
        return true;
      }
      const isGood = await isIntact(copy.record.file, file);
      if (isGood) copy.isTrusted = true;
      else if (copies.get(id) === copy) void remove(id).then(onChange);
      return isGood;
    },
    /** What is missing for those of all unfinished photos to be kept; null where they are, or will be. */
    shortage: () => shortage,
    /** It has none, for lack of room. @param {string} id */
    isWithout: (id) => !copies.has(id) && (without.has(id) || (sources.has(id) && shortage !== null)),
    /**
     * A person gave the photo again that was not at hand any more. It gets a copy again, where there is room.
     *
     * @param {string} id
     * @param {File} file
     */
    putBack(id, file) {
      sources.set(id, file);
      gone.delete(id);
      refused.delete(id);
      void run();
    },
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

/**
 * The same bytes on disk, under the name and type that the person's file had: both are looked at when it is decoded.
 *
 * @param {File} copy
 * @param {string} name
 * @param {SourceFile} record
 */
export function asPhoto(copy, name, { type, lastModified }) {
  return new File([copy], name, { type, lastModified });
}
