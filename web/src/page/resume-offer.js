// Offers what earlier visits left on this device, one batch at a time, the newest first: resume it, download what is
// finished, or discard it. Nothing goes away before the person has said so.

import { MAX_ITEMS } from "../queue/limits.js";
import { withCutouts } from "../queue/selectors.js";
import { findAbandoned, takeOver, throwAway } from "../storage/abandoned.js";
import { element } from "../ui/element.js";
import { createZipNote } from "../ui/zip-note.js";
import { didNotWork, discardQuestion, OPEN_ELSEWHERE, offerInWords, tooManyTogether } from "../words/kept-words.js";
import { looseItems, withLooseItems } from "./loose-items.js";

/** @import { Item } from "../queue/item.js" */
/** @import { Folder } from "../storage/folder.js" */
/** @import { SavedBatch } from "../storage/saved-batch.js" */
/** @import { Taken } from "../storage/abandoned.js" */
/** @import { Question } from "../words/message.js" */
/** @import { Notice } from "../ui/notices.js" */
/** @import { ZipWish } from "./save-zip.js" */

const KEY = "earlier-batch";

/**
 * @param {object} parts
 * @param {Folder} parts.home
 * @param {{ show: (notice: Notice) => void, remove: (key: string) => void }} parts.notices
 * @param {(question: Question) => Promise<boolean>} parts.ask
 * @param {() => number} parts.count of the items on the page
 * @param {(taken: Taken) => void} parts.onResume
 * @param {(wish: ZipWish) => Promise<Item[]>} parts.saveZip
 */
export function createResumeOffer({ home, notices, ask, count, onResume, saveZip }) {
  /** @type {SavedBatch[]} */
  let waiting = [];
  let isBusy = false;

  /** @param {string} [remark] said before the rest */
  function offer(remark = "") {
    const [batch, ...others] = waiting;
    if (batch === undefined) return notices.remove(KEY);
    const note = createZipNote();
    const { title, text } = offerInWords(batch, others.length);
    const hasCutouts = batch.loose.length > 0 || withCutouts(batch.items).length > 0;
    /** @param {(batch: SavedBatch, note: ReturnType<typeof createZipNote>) => Promise<void>} act */
    const press = (act) => async () => {
      if (isBusy) return;
      isBusy = true;
      try {
        await act(batch, note);
      } catch (error) {
        offer(didNotWork(error));
      } finally {
        isBusy = false;
      }
    };
    notices.show({
      key: KEY,
      tone: "info",
      title,
      text: remark === "" ? text : `${remark} ${text}`,
      extra: element("div", { class: "notice-extra" }, note.element),
      actions: [
        ...(batch.items.length > 0 ? [{ label: "Resume batch", onPress: press(resume) }] : []),
        ...(hasCutouts ? [{ label: "Download finished (ZIP)", onPress: press(download) }] : []),
        { label: "Discard", onPress: press(discard) },
      ],
      isDismissable: false,
    });
  }

  /** @param {SavedBatch} batch */
  function settle(batch) {
    waiting = waiting.filter((each) => each !== batch);
    offer();
  }

  /** @param {SavedBatch} batch */
  async function resume(batch) {
    if (count() + batch.items.length > MAX_ITEMS) {
      return offer(tooManyTogether(MAX_ITEMS));
    }
    // Read anew: another tab may have gone on with it since it was found.
    const taken = await takeOver(home, batch.id);
    if (taken === null) return offer(OPEN_ELSEWHERE);
    onResume({ ...taken, batch: await withLooseItems(taken.batch) });
    settle(batch);
  }

  /** @param {SavedBatch} batch @param {ReturnType<typeof createZipNote>} note */
  async function download(batch, note) {
    await saveZip({ batch: () => looseItems(batch), note, onFraction() {} });
  }

  /** @param {SavedBatch} batch */
  async function discard(batch) {
    const hasCutouts = batch.loose.length > 0 || batch.results.size > 0;
    if (hasCutouts && !(await ask(discardQuestion(batch)))) return;
    if (!(await throwAway(home, batch.id))) return offer(OPEN_ELSEWHERE);
    settle(batch);
  }

  return {
    /** Looks for them, and keeps an eye on those that other tabs have now. */
    look: () =>
      findAbandoned(home, (batches) => {
        const known = new Set(waiting.map(({ id }) => id));
        const fresh = batches.filter(({ id }) => !known.has(id));
        if (fresh.length === 0) return;
        waiting = [...waiting, ...fresh];
        if (!isBusy) offer();
      }),
  };
}
