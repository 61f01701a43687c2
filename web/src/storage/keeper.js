// Keeps the batch on this device while it runs: results and unfinished photos as files, the queue as a journal. It follows
// the queue's state and never changes it. Where nothing can be kept, the page works as before, in memory. When the batch is
// cleared, all of it goes.

import { createLatestWins } from "../lib/latest-wins.js";
import { SilenceError } from "../lib/time-limit.js";
import { INITIAL_STATE } from "../queue/reducer.js";
import { needsLook } from "../queue/selectors.js";
import { isOutOfSpace } from "./folder.js";
import { createKeptResults } from "./kept-results.js";
import { openSession } from "./session.js";
import { lockIfFree } from "./session-lock.js";
import { createSourceCopies } from "./source-copies.js";

/** @import { LatestWins } from "../lib/latest-wins.js" */
/** @import { QueueState } from "../queue/events.js" */
/** @import { Item } from "../queue/item.js" */
/** @import { Options } from "../shared/options.js" */
/** @import { Storage } from "./opfs.js" */
/** @import { Taken } from "./abandoned.js" */
/** @import { Refusal } from "./kept-results.js" */
/** @import { Quota } from "./quota.js" */
/** @import { Session } from "./session.js" */

/**
 * @param {object} parts
 * @param {Promise<Storage | null>} parts.storage
 * @param {Quota} parts.quota
 * @param {string} parts.app version of the page
 * @param {() => number} parts.now milliseconds since 1970
 * @param {() => Options} parts.options as chosen now
 * @param {() => string} parts.model id, as chosen now
 * @param {Map<string, File>} parts.sources
 * @param {(item: Item) => boolean} parts.isSaved was its cutout handed to the person?
 * @param {() => void} parts.onChange what is kept has changed
 * @param {(id: string) => void} parts.onSpoiled what was kept of that cutout is damaged, and gone
 */
export function createKeeper({ storage, quota, app, now, options, model, sources, isSaved, onChange, onSpoiled }) {
  /** Where each photo is kept. @type {Map<string, Session>} */
  const homes = new Map();
  /** @type {Map<Session, { writer: LatestWins<null>, written: string }>} */
  const journals = new Map();
  /** @type {QueueState} */
  let state = INITIAL_STATE;
  let seen = "";
  let hasBatch = false;
  /** Why the journal could not be written last. @type {Refusal | null} */
  let journalRefusal = null;
  /** New photos are kept here. @type {Promise<Session | null> | null} */
  let own = null;
  /** Lets go of a session's lock. @type {Map<Session, () => void>} */
  const locks = new Map();
  /** No place to keep anything could be had in this visit, though the browser had seemed to have one. */
  let isWithoutSession = false;

  // What was refused changes nothing in the journal, and is to be said all the same.
  const onFiles = () => {
    follow();
    onChange();
  };
  const results = createKeptResults({ sessionOf, quota, onChange: onFiles, onSpoiled });
  const copies = createSourceCopies({ sources, sessionOf, quota, onChange: onFiles });

  async function makeSession() {
    const { home, canWrite } = (await storage) ?? { home: null, canWrite: false };
    if (home === null || !canWrite) return null;
    const id = `${now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
    // Held until the batch is cleared, or this tab ends.
    const release = await lockIfFree(id);
    if (release === null) throw new SilenceError("No lock could be had.");
    const session = await openSession(home, id);
    locks.set(session, release);
    return session;
  }

  function ownSession() {
    own ??= makeSession().catch((error) => {
      if (isOutOfSpace(error)) journalFailed(error);
      else isWithoutSession = true;
      onChange();
      return null;
    });
    return own;
  }

  const isHere = (/** @type {string} */ id) => state.items.some((item) => item.id === id);

  /** @param {string} id */
  async function sessionOf(id) {
    // Cleared meanwhile: no new session for what is gone.
    if (!isHere(id)) return null;
    const session = homes.get(id) ?? (await ownSession());
    if (session !== null && isHere(id)) homes.set(id, session);
    return session;
  }

  /** @param {Item} item */
  const isKept = ({ id, status }) => status === "done" && results.filesOf(id) !== null;

  /** @param {Session} session */
  const itemsIn = (session) => state.items.filter(({ id }) => homes.get(id) === session);

  /** @param {Session} session */
  async function writeJournal(session) {
    if (session.isEnded()) return;
    const entries = itemsIn(session).map((item) => ({
      item,
      files: item.status === "done" ? results.filesOf(item.id) : null,
      source: copies.recordOf(item.id),
      saved: isSaved(item),
    }));
    await session.journal.write({
      app,
      savedAt: now(),
      options: options(),
      model: model(),
      entries,
    });
    if (journalRefusal !== null) {
      journalRefusal = null;
      onChange();
    }
  }

  /** @param {unknown} error */
  function journalFailed(error) {
    journalRefusal = error instanceof SilenceError ? "silence" : "space";
    onChange();
  }

  /** Everything of the batch goes from this device. */
  async function endAll() {
    const ending = new Set([...journals.keys(), ...homes.values()]);
    const last = own;
    own = null;
    journals.clear();
    journalRefusal = null;
    const unused = await last;
    if (unused) ending.add(unused);
    await Promise.all([...ending].map(end));
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

  /** What a journal would say of these items, short: progress is not part of it. @param {readonly Item[]} items */
  function outline(items) {
    const parts = items.map((item) => {
      const { id, attempt, status } = item;
      const files = [results.filesOf(id) !== null, copies.recordOf(id) !== null, isSaved(item)];
      return [id, attempt, status, needsLook(item), ...files].join();
    });
    return JSON.stringify([parts, options(), model()]);
  }

  function journal() {
    for (const item of state.items) {
      if (!homes.has(item.id)) void sessionOf(item.id).then((session) => session !== null && journal());
    }
    for (const session of new Set([...journals.keys(), ...homes.values()])) {
      let kept = journals.get(session);
      if (kept === undefined) {
        kept = { writer: createLatestWins(() => writeJournal(session), journalFailed), written: "" };
        journals.set(session, kept);
      }
      const text = outline(itemsIn(session));
      if (text === kept.written) continue;
      kept.written = text;
      kept.writer.push(null);
      void kept.writer.settled().then(onChange);
    }
  }

  /** After every change of the state, the settings or what is kept. */
  function follow() {
    const trusted = state.items.filter(({ id }) => results.isTrusted(id)).length;
    const text = `${outline(state.items)} ${trusted}`;
    if (text === seen) return;
    seen = text;
    const isSafe = (/** @type {Item} */ item) => isKept(item) && results.isTrusted(item.id);
    copies.update(state.items.filter((item) => !isSafe(item)).map(({ id }) => id));
    if (state.items.length === 0 && hasBatch) void endAll();
    hasBatch = state.items.length > 0;
    const ids = new Set(state.items.map(({ id }) => id));
    for (const id of homes.keys()) {
      if (!ids.has(id)) homes.delete(id);
    }
    journal();
    onChange();
  }

  return {
    results,
    /** @param {QueueState} next */
    update(next) {
      state = next;
      follow();
    },
    /**
     * Before the items are in the queue.
     *
     * @param {Taken} taken an earlier batch
     */
    adopt({ session, batch, release }) {
      locks.set(session, release);
      own ??= Promise.resolve(session);
      for (const item of batch.items) homes.set(item.id, session);
      for (const [id, result] of batch.results) results.restore(id, result, session);
      for (const [id, source] of batch.sources) copies.restore(id, source, session);
    },
    /** @param {string} id of a photo that is to be worked on: is it what was kept, where it is not the person's own file? */
    isSourceIntact: copies.isIntact,
    /** @returns {Item[]} what would be lost if the page ended now */
    unkept() {
      const isWaiting = (/** @type {Item} */ { status }) => status === "queued" || status === "processing";
      const isJournalled = journalRefusal === null && [...journals.values()].every(({ writer }) => writer.isIdle());
      return state.items.filter((item) => {
        if (isWaiting(item)) return !isJournalled || copies.recordOf(item.id) === null;
        return item.status === "done" && !isSaved(item) && (!isJournalled || !isKept(item));
      });
    },
    isWithoutSession: () => isWithoutSession,
    /** What cannot be kept, for lack of room or because storage does not answer. */
    shortage: () => ({
      photos: copies.shortage(),
      cutouts: results.refused("space"),
      journal: journalRefusal === "space",
      isSilent: journalRefusal === "silence" || results.refused("silence") > 0,
    }),
    /** A file for a ZIP; null where it has to be built in memory. */
    openZip: async () => (await ownSession())?.openZip() ?? null,
  };
}
