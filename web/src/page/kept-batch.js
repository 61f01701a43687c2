// What the page keeps on this device, connected: the keeper behind, the line, the notice and the question at leaving in
// front, and the offer of what earlier visits left.

import { withCutouts } from "../queue/selectors.js";
import { failureOf } from "../shared/errors.js";
import { createKeeper } from "../storage/keeper.js";
import { openStorage } from "../storage/opfs.js";
import { createQuota } from "../storage/quota.js";
import { byId } from "../ui/element.js";
import { createKeepingLine } from "../ui/keeping-line.js";
import { createLeaveGuard } from "../ui/leave-guard.js";
import { spoiledMessage } from "../words/messages.js";
import { createResumeOffer } from "./resume-offer.js";

/** @import { Observed } from "../lib/observable.js" */
/** @import { ModelDescriptor } from "../shared/model.js" */
/** @import { SavedCutouts } from "./saved-cutouts.js" */
/** @import { Item, ItemError } from "../queue/item.js" */
/** @import { Options } from "../shared/options.js" */
/** @import { SavedBatch } from "../storage/saved-batch.js" */
/** @import { Question } from "../words/message.js" */
/** @import { Notice } from "../ui/notices.js" */
/** @import { Original } from "../ui/preview-dialog.js" */
/** @import { ZipWish } from "./save-zip.js" */

/** @type {ItemError} */
const SPOILED = { ...failureOf("source-not-kept", { case: "cutout-damaged" }), stage: "decode" };

/**
 * @param {object} parts
 * @param {string} parts.app version of the page
 * @param {Observed<Options>} parts.options as chosen now
 * @param {Observed<ModelDescriptor>} parts.model in use
 * @param {Map<string, File>} parts.sources
 * @param {SavedCutouts} parts.saved
 * @param {Observed<boolean>} parts.isWriting is a file of the person's being written that leaving would cut short?
 * @param {{ show: (notice: Notice) => void, remove: (key: string) => void }} parts.notices
 * @param {(id: string, error: ItemError | null) => void} parts.onSpoiled its kept cutout is damaged; error: why it cannot be
 *   made again
 */
export function createKeptBatch({ app, options, model, sources, saved, isWriting, notices, onSpoiled }) {
  const quota = createQuota();
  const storage = openStorage();
  const leaveGuard = createLeaveGuard();
  const keepingLine = createKeepingLine({ root: byId("keeping", HTMLElement), notices });
  /** Not known at first. @type {boolean | null} */
  let canWrite = null;
  const keeper = createKeeper({
    ...{ storage, quota, app, now: Date.now, sources, onChange: show },
    options: options.get,
    model: () => model.get().id,
    isSaved: saved.has,
    onSpoiled(id) {
      notices.show(spoiledMessage());
      onSpoiled(id, sources.has(id) ? null : SPOILED);
    },
  });
  void storage.then((found) => {
    canWrite = found?.canWrite ?? false;
    show();
  });

  function show() {
    if (canWrite !== null) keepingLine.tell(canWrite && !keeper.isWithoutSession());
    leaveGuard.update(isWriting.get() || keeper.unkept().length > 0);
    keepingLine.update(keeper.shortage());
  }

  return {
    ...keeper,
    show,
    /**
     * @param {string} id
     * @returns {Original | null | undefined} null: it is not at hand; undefined: not checked yet
     */
    originalOf(id) {
      const smaller = keeper.results.get(id)?.originalPreview ?? null;
      if (smaller !== null) return { picture: smaller, isSmaller: true };
      const source = sources.get(id);
      if (!keeper.isSourceTrusted(id)) return undefined;
      return source === undefined ? null : { picture: source, isSmaller: false };
    },
    /** @param {Item} item one with a cutout */
    cutoutOf({ id, name }) {
      const cutout = keeper.results.get(id)?.cutout;
      if (cutout === undefined) throw new Error(`The cutout of ${name} is no longer held by the page.`);
      return cutout;
    },
    /**
     * Before they are shown or handed out: what an earlier visit kept may be damaged by now.
     *
     * @param {readonly Item[]} items
     * @returns {Promise<void>} once each cutout is checked, or gone
     */
    async checked(items) {
      for (const { id } of withCutouts(items)) await keeper.results.check(id);
    },
    /** Before it is looked at beside its photo. @param {Item} item */
    async checkedWithPhoto({ id }) {
      await keeper.results.check(id);
      await keeper.isSourceIntact(id);
    },
    free: quota.free,
    askToPersist: quota.askToPersist,
    /**
     * @param {object} to
     * @param {(question: Question) => Promise<boolean>} to.ask
     * @param {() => number} to.count of the items on the page
     * @param {(batch: SavedBatch) => void} to.onResume its files are already taken over
     * @param {() => void} to.onChecked all of them are compared with their checksums, and more of them can be shown
     * @param {(wish: ZipWish) => Promise<Item[]>} to.saveZip
     */
    async offerEarlier({ ask, count, onResume, onChecked, saveZip }) {
      const found = await storage;
      if (found === null) return;
      const offer = createResumeOffer({
        home: found.home,
        notices,
        ask,
        count,
        onResume(taken) {
          keeper.adopt(taken);
          onResume(taken.batch);
          void keeper.results.checkAll().then(onChecked);
        },
        saveZip,
      });
      await offer.look();
    },
  };
}
