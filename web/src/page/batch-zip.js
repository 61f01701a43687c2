// The ZIP of the batch on the page: its button, the line beside it, and what a press does.

import { createZipButton } from "../ui/zip-button.js";
import { createZipNote } from "../ui/zip-note.js";
import { reportNote } from "../words/report-words.js";
import { createSaveZip } from "./save-zip.js";
import { createZipOpener, createZipWorker } from "./zip-stream.js";

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
 * @param {(saved: Item[]) => void} parts.onChange it began or ended; saved: whose cutouts the person has now
 */
export function createBatchZip({ units, items, checked, cutoutOf, openTemporary, free, notices, say, onChange }) {
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
  let isBusy = false;

  async function save() {
    isBusy = true;
    onChange([]);
    const batch = async () => {
      await checked(items());
      return { items: items(), cutoutOf };
    };
    const saved = await saveZip({ batch, note, onFraction: button.showBuilding });
    isBusy = false;
    onChange(saved);
  }

  return {
    button: button.element,
    note: note.element,
    saveZip,
    isBusy: () => isBusy,
    giveUp: note.giveUp,
    prepare: zips.prepare,
    /** @param {{ total: number, cutouts: number, resultBytes: number }} counts */
    update({ total, cutouts, resultBytes }) {
      button.update({ cutouts, bytes: resultBytes });
      note.remark(reportNote(items()));
      if (total === 0) note.end("");
    },
  };
}
