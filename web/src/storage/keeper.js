// Keeps the batch on this device while it runs: photos, mattes and results as files, the queue as a journal. It follows the
// queue's state and never changes it. Where nothing can be kept, the page works as before, in memory. When the batch is
// cleared, all of it goes.

import { INITIAL_STATE } from "../queue/reducer.js";
import { withCutouts } from "../queue/selectors.js";
import { createBatchJournal } from "./batch-journal.js";
import { createFileSets } from "./file-sets.js";
import { isOutOfSpace } from "./folder.js";
import { createHeldSessions } from "./held-sessions.js";
import { createKeptMattes } from "./kept-mattes.js";
import { createKeptResults } from "./kept-results.js";
import { createSourceCopies } from "./source-copies.js";

/** @import { QueueState } from "../queue/events.js" */
/** @import { Item } from "../queue/item.js" */
/** @import { Options } from "../shared/options.js" */
/** @import { Taken } from "./abandoned.js" */
/** @import { Storage } from "./opfs.js" */
/** @import { Quota } from "./quota.js" */

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
  /** @type {QueueState} */
  let state = INITIAL_STATE;
  let seen = "";
  let hasBatch = false;
  /** Photos of an earlier batch that are not in the queue yet. @type {readonly string[]} */
  let adopted = [];
  /** No place to keep anything could be had in this visit, though the browser had seemed to have one. */
  let isWithoutSession = false;

  const isHere = (/** @type {string} */ id) => state.items.some((item) => item.id === id);
  const sessions = createHeldSessions({
    storage,
    now,
    isHere,
    onFailure(error) {
      if (isOutOfSpace(error)) journal.failed(error);
      else isWithoutSession = true;
      onChange();
    },
  });
  const { sessionOf } = sessions;
  // What was refused changes nothing in the journal, and is to be said all the same.
  const onFiles = () => {
    follow();
    onChange();
  };
  const copies = createSourceCopies({ sources, sessionOf, quota, onChange: onFiles });
  const { room } = copies;
  const fileSets = createFileSets({ sessionOf, room });
  const results = createKeptResults({ fileSets, onChange: onFiles, onSpoiled });
  const mattes = createKeptMattes({ fileSets, onChange: onFiles });
  const journal = createBatchJournal({
    ...{ app, now, options, model, isSaved, results, mattes, copies, room, onChange: onFiles },
    itemsIn: (session) => state.items.filter(({ id }) => sessions.homeOf(id) === session),
  });

  /** Nothing of it would be lost with the photo. @param {Item} item */
  const isSafe = ({ id, status }) => status === "done" && results.isSafe(id);

  /** Finished, also where it waits to be changed, and without a copy for lack of room. */
  const withoutCopy = () => withCutouts(state.items).filter(({ id }) => copies.isWithout(id));

  function writeJournals() {
    for (const { id } of state.items) {
      if (sessions.homeOf(id) === null) void sessionOf(id).then((session) => session !== null && writeJournals());
    }
    journal.update(sessions.used());
  }

  /** After every change of the state, the settings or what is kept. */
  function follow() {
    if (!adopted.every(isHere)) return;
    adopted = [];
    const safe = state.items.filter(isSafe);
    const text = `${journal.outline(state.items)} ${safe.length}`;
    if (text === seen) return;
    seen = text;
    const idsOf = (/** @type {readonly Item[]} */ items) => items.map(({ id }) => id);
    copies.update(idsOf(state.items.filter((item) => !isSafe(item))), idsOf(safe));
    if (state.items.length === 0 && hasBatch) void sessions.endAll(journal.forgetAll());
    hasBatch = state.items.length > 0;
    sessions.forgetGone();
    writeJournals();
    onChange();
  }

  return {
    results,
    mattes,
    /** @param {QueueState} next */
    update(next) {
      state = next;
      follow();
    },
    /**
     * Before the items are in the queue. Until they are, nothing is written or removed: what this batch left would be taken for
     * something that no item needs.
     *
     * @param {Taken} taken an earlier batch
     */
    adopt({ session, batch, release }) {
      adopted = batch.items.map(({ id }) => id);
      sessions.adopt(session, release, adopted);
      for (const [id, result] of batch.results) results.restore(id, result, session);
      for (const [id, files] of batch.mattes) mattes.restore(id, files, session);
      for (const [id, source] of batch.sources) copies.restore(id, source, session);
    },
    /** @param {string} id of a photo that is to be shown or worked on: is it what was kept, where it is not the person's own file? A copy takes the place of an own file that is gone */
    isSourceIntact: copies.check,
    /** A photo that was not at hand any more was given again. */
    putBack: copies.putBack,
    /** Known to be so. */
    isSourceTrusted: copies.isTrusted,
    /** @returns {Item[]} what would be lost if the page ended now */
    unkept() {
      const isWaiting = (/** @type {Item} */ { status }) => status === "queued" || status === "processing";
      return state.items.filter((item) => {
        if (isWaiting(item) && (!journal.isWritten() || copies.recordOf(item.id) === null)) return true;
        return item.result !== null && !isSaved(item) && (!journal.isWritten() || !results.isWritten(item.id));
      });
    },
    isWithoutSession: () => isWithoutSession,
    /** What cannot be kept, for lack of room or because storage does not answer. photos: unfinished ones; unchangeable: those of
     the finished photos whose copy was all that the page had; lost: how many more have neither photo nor copy */
    shortage: () => ({
      photos: copies.shortage(),
      finishedPhotos: withoutCopy().length,
      unchangeable: withoutCopy().filter(({ id }) => !sources.has(id)).length,
      lost: withCutouts(state.items).filter(({ id }) => !sources.has(id) && !copies.isWithout(id)).length,
      cutouts: results.refused("space"),
      journal: journal.refusal() === "space",
      isSilent: journal.refusal() === "silence" || results.refused("silence") > 0,
    }),
    /** A file for a ZIP; null where it has to be built in memory. */
    openZip: async () => (await sessions.ofThisVisit())?.openZip() ?? null,
  };
}
