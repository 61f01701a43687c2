// Writes files that belong together (a cutout with its small pictures; the mattes of a photo): all of them or none, one set after the other,
// each file under a name that holds its checksum. Whose they are, and when they go, is decided elsewhere.

import { SilenceError } from "../lib/time-limit.js";
import { EXPORT_FORMATS } from "../shared/option-table.js";
import { checkedName } from "./checked-file.js";
import { isOutOfSpace } from "./folder.js";

/** @import { Room } from "./room.js" */
/** @import { Kind, Session } from "./session.js" */

/** @typedef {"space" | "silence"} Refusal why something stays in memory */

/** @typedef {ReturnType<typeof createFileSets>} FileSets */

/**
 * @template {string} Part
 * @typedef {{ session: Session, names: Record<Part, string | null>, blobs: Record<Part, Blob | null> }} FileSet blobs: files
 *   on disk, which are not read yet
 */

/** The extension is where a file's type comes from when it is read back. */
/** @type {ReadonlyMap<string, string>} */
const EXTENSIONS = new Map([
  ...Object.values(EXPORT_FORMATS).map(({ media_type, extension }) => /** @type {const} */ ([media_type, extension])),
  ["image/jpeg", ".jpg"],
]);

/**
 * @param {unknown} error of a write
 * @returns {Refusal | null} null where the batch was cleared, or nobody knows
 */
export function refusalOf(error) {
  if (isOutOfSpace(error)) return "space";
  return error instanceof SilenceError ? "silence" : null;
}

/**
 * @param {Session} session
 * @param {Readonly<Record<string, Kind>>} kinds
 * @param {Readonly<Record<string, string | null>>} names
 */
export async function removeFiles(session, kinds, names) {
  for (const [part, kind] of Object.entries(kinds)) {
    const name = names[part] ?? null;
    if (name !== null) await session.remove(kind, name);
  }
}

/**
 * @param {object} parts
 * @param {(id: string) => Promise<Session | null>} parts.sessionOf null where nothing can be kept
 * @param {Room} parts.room
 */
export function createFileSets({ sessionOf, room }) {
  // Two large files at once would only wait for the same disk.
  /** @type {Promise<unknown>} */
  let turn = Promise.resolve();
  let lastNumber = 0;

  /**
   * @template {string} Part
   * @param {string} id
   * @param {Readonly<Record<Part, Kind>>} kinds
   * @param {Readonly<Record<Part, Blob | null>>} blobs
   * @param {() => boolean} isWanted
   * @returns {Promise<FileSet<Part> | null>}
   */
  async function writeNow(id, kinds, blobs, isWanted) {
    const session = isWanted() ? await sessionOf(id) : null;
    if (session === null) return null;
    const parts = /** @type {[Part, Kind][]} */ (Object.entries(kinds));
    lastNumber += 1;
    // Never a name that was used before: the file of an older set may still be on its way out.
    const base = `${id}.${Date.now().toString(36)}-${lastNumber}`;
    const names = /** @type {Record<Part, string | null>} */ ({});
    for (const [part] of parts) {
      const blob = blobs[part];
      names[part] = blob && (await checkedName(base, blob, EXTENSIONS.get(blob.type) ?? ""));
    }
    const bytes = parts.reduce((sum, [part]) => sum + (blobs[part]?.size ?? 0), 0);
    try {
      const files = await room.take(bytes, async () => {
        const written = /** @type {Record<Part, Blob | null>} */ ({});
        for (const [part, kind] of parts) {
          const [name, blob] = [names[part], blobs[part]];
          written[part] = name === null || blob === null ? null : await session.write(kind, name, blob);
        }
        return written;
      });
      if (isWanted()) return { session, names, blobs: files };
      await removeFiles(session, kinds, names);
      return null;
    } catch (error) {
      await removeFiles(session, kinds, names);
      throw error;
    }
  }

  return {
    /**
     * @template {string} Part
     * @param {string} id of the photo
     * @param {Readonly<Record<Part, Kind>>} kinds where each part lies
     * @param {Readonly<Record<Part, Blob | null>>} blobs
     * @param {() => boolean} isWanted it may be given up meanwhile
     * @returns {Promise<FileSet<Part> | null>} null where nothing is kept, or it is wanted no more
     */
    write(id, kinds, blobs, isWanted) {
      const writing = turn.then(() => writeNow(id, kinds, blobs, isWanted));
      turn = writing.catch(() => {});
      return writing;
    },
  };
}
