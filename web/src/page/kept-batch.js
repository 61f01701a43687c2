// What the page keeps on this device, connected: the keeper behind, the line, the notice and the question at leaving in
// front, and the offer of what earlier visits left.

import { createKeeper } from "../storage/keeper.js";
import { openStorage } from "../storage/opfs.js";
import { createQuota } from "../storage/quota.js";
import { byId } from "../ui/element.js";
import { createKeepingLine } from "../ui/keeping-line.js";
import { createLeaveGuard } from "../ui/leave-guard.js";
import { createResumeOffer } from "./resume-offer.js";

/** @import { Item } from "../queue/item.js" */
/** @import { Options } from "../shared/options.js" */
/** @import { SavedBatch } from "../storage/saved-batch.js" */
/** @import { Question } from "../ui/confirm-dialog.js" */
/** @import { Notice } from "../ui/notices.js" */
/** @import { ZipWish } from "./save-zip.js" */

/**
 * @param {object} parts
 * @param {string} parts.app version of the page
 * @param {() => Options} parts.options as chosen now
 * @param {() => string} parts.model id, as chosen now
 * @param {Map<string, File>} parts.sources
 * @param {(item: Item) => boolean} parts.isSaved was its cutout handed to the person?
 * @param {() => boolean} parts.isWriting is a file of the person's being written that leaving would cut short?
 * @param {{ show: (notice: Notice) => void, remove: (key: string) => void }} parts.notices
 */
export function createKeptBatch({ app, options, model, sources, isSaved, isWriting, notices }) {
  const quota = createQuota();
  const storage = openStorage();
  const leaveGuard = createLeaveGuard();
  const keepingLine = createKeepingLine({ root: byId("keeping", HTMLElement), notices });
  const keeper = createKeeper({ storage, quota, app, now: Date.now, options, model, sources, isSaved, onChange: show });
  void storage.then((found) => keepingLine.tell(found?.canWrite ?? false));

  function show() {
    leaveGuard.update(isWriting() || keeper.unkept().length > 0);
    keepingLine.update(keeper.shortage());
  }

  return {
    ...keeper,
    show,
    /** @param {string} id */
    originalOf(id) {
      const smaller = keeper.results.get(id)?.originalPreview ?? null;
      if (smaller !== null) return { picture: smaller, isSmaller: true };
      const source = sources.get(id);
      return source === undefined ? null : { picture: source, isSmaller: false };
    },
    /** @param {Item} item a done one */
    cutoutOf({ id, name }) {
      const cutout = keeper.results.get(id)?.cutout;
      if (cutout === undefined) throw new Error(`The cutout of ${name} is no longer held by the page.`);
      return cutout;
    },
    free: quota.free,
    askToPersist: quota.askToPersist,
    /**
     * @param {object} to
     * @param {(question: Question) => Promise<boolean>} to.ask
     * @param {() => number} to.count of the items on the page
     * @param {(batch: SavedBatch) => void} to.onResume its files are already taken over
     * @param {(wish: ZipWish) => Promise<Item[]>} to.saveZip
     */
    async offerEarlier({ ask, count, onResume, saveZip }) {
      const found = await storage;
      if (found === null) return;
      const offer = createResumeOffer({
        home: found.home,
        notices,
        ask,
        count,
        onResume(session, batch) {
          keeper.adopt(session, batch);
          onResume(batch);
        },
        saveZip,
      });
      await offer.look();
    },
  };
}
