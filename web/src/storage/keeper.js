// Keeps the batch on this device while it runs: results and unfinished photos as files, the queue as a journal. It follows
// the queue's state and never changes it. Where nothing can be kept, the page works as before, in memory.

import { createLatestWins } from "../lib/latest-wins.js";
import { createKeptResults } from "./kept-results.js";
import { openSession } from "./session.js";
import { lockIfFree } from "./session-lock.js";
import { createSourceCopies } from "./source-copies.js";

/** @import { LatestWins } from "../lib/latest-wins.js" */
/** @import { QueueState } from "../queue/events.js" */
/** @import { Item } from "../queue/item.js" */
/** @import { Options } from "../shared/options.js" */
/** @import { Storage } from "./opfs.js" */
/** @import { Quota } from "./quota.js" */
/** @import { SavedBatch } from "./saved-batch.js" */
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
 */
export function createKeeper({ storage, quota, app, now, options, model, sources, isSaved, onChange }) {
  /** Where each photo is kept. @type {Map<string, Session>} */
  const homes = new Map();
  /** @type {Map<Session, { writer: LatestWins<null>, written: string }>} */
  const journals = new Map();
  /** @type {QueueState} */
  let state = { items: [], paused: false };
  let seen = "";
  let isJournalGood = true;
  /** New photos are kept here. @type {Promise<Session | null> | null} */
  let own = null;

  // What was refused changes nothing in the journal, and is to be said all the same.
  const onFiles = () => {
    follow();
    onChange();
  };
  const results = createKeptResults({ sessionOf, quota, onChange: onFiles });
  const copies = createSourceCopies({ sources, sessionOf, quota, onChange: onFiles });

  async function makeSession() {
    const { home, canWrite } = (await storage) ?? { home: null, canWrite: false };
    if (home === null || !canWrite) return null;
    const id = `${now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
    // Held until this tab ends.
    return (await lockIfFree(id)) === null ? null : openSession(home, id);
  }

  function ownSession() {
    own ??= makeSession().catch(() => {
      journalFailed();
      return null;
    });
    return own;
  }

  /** @param {string} id */
  async function sessionOf(id) {
    const session = homes.get(id) ?? (await ownSession());
    if (session !== null && state.items.some((item) => item.id === id)) homes.set(id, session);
    return session;
  }

  /** @param {Item} item */
  const isKept = ({ id, status }) => status === "done" && results.filesOf(id) !== null;

  /** @param {Session} session */
  const itemsIn = (session) => state.items.filter(({ id }) => homes.get(id) === session);

  /** @param {Session} session */
  async function writeJournal(session) {
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
    if (!isJournalGood) {
      isJournalGood = true;
      onChange();
    }
  }

  function journalFailed() {
    isJournalGood = false;
    onChange();
  }

  /** What a journal would say of these items, short: progress is not part of it. @param {readonly Item[]} items */
  function outline(items) {
    const parts = items.map((item) => {
      const { id, attempt, status } = item;
      return [id, attempt, status, results.filesOf(id) !== null, copies.recordOf(id) !== null, isSaved(item)].join();
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
    const text = outline(state.items);
    if (text === seen) return;
    seen = text;
    const ids = new Set(state.items.map(({ id }) => id));
    for (const id of homes.keys()) {
      if (!ids.has(id)) homes.delete(id);
    }
    copies.update(state.items.filter((item) => !isKept(item)).map(({ id }) => id));
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
     * @param {Session} session whose lock this tab holds from now on
     * @param {SavedBatch} batch
     */
    adopt(session, batch) {
      own ??= Promise.resolve(session);
      for (const item of batch.items) homes.set(item.id, session);
      for (const [id, result] of batch.results) results.restore(id, result, session);
      for (const [id, source] of batch.sources) copies.restore(id, source, session);
    },
    /** @returns {Item[]} what would be lost if the page ended now */
    unkept() {
      const isWaiting = (/** @type {Item} */ { status }) => status === "queued" || status === "processing";
      const isJournalled = isJournalGood && [...journals.values()].every(({ writer }) => writer.isIdle());
      return state.items.filter((item) => {
        if (isWaiting(item)) return !isJournalled || copies.recordOf(item.id) === null;
        return item.status === "done" && !isSaved(item) && (!isJournalled || !isKept(item));
      });
    },
    /** What there is no room for. */
    shortage: () => ({ photos: copies.shortage(), cutouts: results.refused(), journal: !isJournalGood }),
    /** A file for a ZIP; null where it has to be built in memory. */
    openZip: async () => (await ownSession())?.openZip() ?? null,
  };
}
