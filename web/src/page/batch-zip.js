// The ZIP of the batch on the page: its button, the line beside it, and what a press does.

import { createZipButton } from "../ui/zip-button.js";
import { createZipNote } from "../ui/zip-note.js";
import { reportNote } from "../words/report-words.js";
import { createSaveZip } from "./save-zip.js";
import { createZipOpener, createZipWorker } from "./zip-stream.js";

/** @import { Observable } from "../lib/observable.js" */
/** @import { SavedCutouts } from "./saved-cutouts.js" */
/** @import { Item } from "../queue/item.js" */
/** @import { Units } from "../shared/config.js" */
/** @import { Notice } from "../ui/notices.js" */
/** @import { TemporaryFile } from "./zip-target.js" */

/**
 * @param {object} parts
 * @param {Units} parts.units
 * @param {() => readonly Item[]} parts.items of the batch now
 * @param {(items: readonly Item[]) => Promise<void>} parts.checked what was kept of them by an earlier visit
 * @param {(item: Item) => Blob} parts.cutoutOf
 * @param {() => Promise<TemporaryFile | null>} parts.openTemporary
 * @param {() => Promise<number>} parts.free
 * @param {{ show: (notice: Notice) => void, remove: (key: string) => void }} parts.notices
 * @param {(text: string) => void} parts.say to people who listen
 * @param {Observable<boolean>} parts.isWriting is a ZIP of the batch being written?
 * @param {SavedCutouts} parts.savedCutouts
 */
export function createBatchZip({
  units,
  items,
  checked,
  cutoutOf,
  openTemporary,
  free,
  notices,
  say,
  isWriting,
  savedCutouts,
}) {
  const button = createZipButton({ onPress: save });
  const note = createZipNote();
  const zips = createZipOpener({
    createWorker: () => createZipWorker(units.app),
    clientZipUrl: `${units.vendor}client-zip.js`,
  });
  const saveZip = createSaveZip({
    open: zips.open,
    openTemporary,
    free,
    notices,
    say,
  });

  /** What the file that the note speaks of was made of. @type {readonly Item[]} */
  let handedOver = [];

  async function save() {
    isWriting.set(true);
    handedOver = [];
    const batch = async () => {
      await checked(items());
      return { items: items(), cutoutOf };
    };
    handedOver = await saveZip({ batch, note, onFraction: button.showBuilding });
    savedCutouts.add(handedOver);
    isWriting.set(false);
  }

  /** Is one of its cutouts another one by now? */
  function isOld() {
    if (handedOver.length === 0) return false;
    const attempts = new Map(items().map(({ id, result }) => [id, result?.attempt]));
    return handedOver.some(({ id, result }) => attempts.get(id) !== result?.attempt);
  }

  return {
    button: button.element,
    note: note.element,
    saveZip,
    giveUp: note.giveUp,
    prepare: zips.prepare,
    /** @param {{ total: number, cutouts: number, resultBytes: number }} counts */
    update({ total, cutouts, resultBytes }) {
      button.update({ cutouts, bytes: resultBytes });
      note.remark(reportNote(items()));
      if (total === 0 || isOld()) {
        note.end("");
        handedOver = [];
      }
    },
  };
}
