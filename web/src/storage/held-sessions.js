// The sessions that this tab holds, and which photo is in which: one of its own, made when the first photo needs it, and those
// of earlier batches that were taken over. Held until the batch is cleared, or the tab ends. What is written into them is not
// known here.

import { SilenceError } from "../lib/time-limit.js";
import { openSession } from "./session.js";
import { lockIfFree } from "./session-lock.js";

/** @import { Storage } from "./opfs.js" */
/** @import { Session } from "./session.js" */

/** @typedef {ReturnType<typeof createHeldSessions>} HeldSessions */

/**
 * @param {object} parts
 * @param {Promise<Storage | null>} parts.storage
 * @param {() => number} parts.now milliseconds since 1970
 * @param {(id: string) => boolean} parts.isHere is this photo in the queue?
 * @param {(error: unknown) => void} parts.onFailure no session of its own could be made, though the browser keeps files
 */
export function createHeldSessions({ storage, now, isHere, onFailure }) {
  /** Where each photo is kept. @type {Map<string, Session>} */
  const homes = new Map();
  /** New photos are kept here. @type {Promise<Session | null> | null} */
  let own = null;
  /** Lets go of a session's lock. @type {Map<Session, () => void>} */
  const locks = new Map();

  async function make() {
    const { home, canWrite } = (await storage) ?? { home: null, canWrite: false };
    if (home === null || !canWrite) return null;
    const id = `${now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
    const release = await lockIfFree(id);
    if (release === null) throw new SilenceError("No lock could be had.");
    const session = await openSession(home, id);
    locks.set(session, release);
    return session;
  }

  function ofThisVisit() {
    own ??= make().catch((error) => {
      onFailure(error);
      return null;
    });
    return own;
  }

  /** @param {Session} session */
  async function end(session) {
    try {
      await session.end();
    } finally {
      locks.get(session)?.();
      locks.delete(session);
    }
  }

  return {
    ofThisVisit,
    /** Makes one where there is none yet. @param {string} id @returns {Promise<Session | null>} */
    async sessionOf(id) {
      // Cleared meanwhile: no new session for what is gone.
      if (!isHere(id)) return null;
      const session = homes.get(id) ?? (await ofThisVisit());
      if (session !== null && isHere(id)) homes.set(id, session);
      return session;
    },
    /** @param {string} id @returns {Session | null} null where it has none (yet) */
    homeOf: (id) => homes.get(id) ?? null,
    /** Those with photos in them. */
    used: () => new Set(homes.values()),
    /** Photos that are no longer in the queue. */
    forgetGone() {
      for (const id of homes.keys()) if (!isHere(id)) homes.delete(id);
    },
    /**
     * @param {Session} session of an earlier batch
     * @param {() => void} release of its lock
     * @param {Iterable<string>} ids of its photos
     */
    adopt(session, release, ids) {
      locks.set(session, release);
      own ??= Promise.resolve(session);
      for (const id of ids) homes.set(id, session);
    },
    /** Everything in them goes from this device, with the sessions. @param {Iterable<Session>} others */
    async endAll(others) {
      const ending = new Set([...others, ...homes.values()]);
      const last = own;
      own = null;
      const unused = await last;
      if (unused) ending.add(unused);
      await Promise.all([...ending].map(end));
    },
  };
}
