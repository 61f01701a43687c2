// One row of the list: picture, name, status, progress or result, one button. It changes only the nodes whose content
// differs and asks nobody for anything: the item, the thumbnail and the time are handed in.

import { isNotChanged, isToCheck, networkOf } from "../queue/selectors.js";
import { doubtInShort } from "../words/doubt-words.js";
import { factsInWords, failureInWords, noteInWords, statusInWords } from "../words/item-words.js";
import { element, icon, setAttribute, setText } from "./element.js";
import { createFileName } from "./file-name.js";
import { createItemActions } from "./item-actions.js";
import { createItemDetails } from "./item-details.js";
import { createStageBar } from "./stage-bar.js";
import { createThumbnail } from "./thumbnail.js";

/** @import { Item } from "../queue/item.js" */

/**
 * @typedef {object} ItemHandlers
 * @property {(id: string) => void} onCancel
 * @property {(id: string) => void} onRetry
 * @property {(id: string) => void} onDownload
 * @property {(id: string, from: HTMLElement) => void} onPreview from: the pressed button
 */
/**
 * @typedef {object} RowContext
 * @property {(id: string) => Blob | null} thumbnailOf
 * @property {() => number} modelBytes of the running photo's model
 * @property {(id: string) => string} modelTitle
 */

/**
 * @param {{ item: Item, context: RowContext, handlers: ItemHandlers }} options
 */
export function createItemRow({ item: { id, name, path }, context, handlers }) {
  const nameId = `name-${id}`;
  const thumbnail = createThumbnail({ name, onPreview: (from) => handlers.onPreview(id, from) });
  const statusIcon = icon("queued");
  const statusWords = element("span", { class: "item-status-words" });
  const facts = element("span", { class: "item-facts" });
  const note = element("span", { class: "item-note" });
  const failure = element("p", { class: "item-failure" });
  /** Made when the photo is first worked on: most of a hundred rows wait. @type {ReturnType<typeof createStageBar> | null} */
  let stageBar = null;
  const details = createItemDetails(context.modelTitle);
  const actions = createItemActions({
    nameId,
    onCancel: () => handlers.onCancel(id),
    onRetry: () => handlers.onRetry(id),
    onDownload: () => handlers.onDownload(id),
  });
  const row = element(
    "li",
    { class: "item", "data-item": id, "data-name": name, "data-path": path },
    thumbnail.element,
    element(
      "div",
      { class: "item-text" },
      createFileName({ id: nameId, name, path }),
      element(
        "p",
        { class: "item-status" },
        element("span", { class: "item-status-main" }, statusIcon.element, statusWords),
        " ",
        facts,
        " ",
        note,
      ),
      failure,
    ),
    details.element,
    actions.element,
  );
  /** @type {Item | null} */
  let shown = null;
  let beat = 0;

  return {
    element: row,
    /**
     * @param {Item} item
     * @param {number} now
     */
    update(item, now) {
      // A kept picture is checked first, and comes while nothing else changes.
      if (item.result !== null && (item.result !== shown?.result || !thumbnail.isShown())) {
        thumbnail.show(context.thumbnailOf(id));
      }
      if (item === shown) return;
      shown = item;
      const hadFocus = row.contains(document.activeElement);
      const isProcessing = item.status === "processing";
      setAttribute(row, "data-status", item.status);
      setAttribute(row, "data-stage", isProcessing ? item.stage : null);
      setAttribute(row, "data-provider", networkOf(item).provider);
      setAttribute(row, "data-error-code", item.error?.code ?? null);
      statusIcon.show(isNotChanged(item) ? "failed" : isToCheck(item) ? "check" : item.status);
      setText(statusWords, statusInWords(item));
      setText(facts, factsInWords(item, now, context.modelBytes()));
      setText(note, noteInWords(item));
      note.hidden = note.textContent === "";
      setAttribute(row, "data-check", isToCheck(item) ? "true" : null);
      setAttribute(row, "data-reasons", isToCheck(item) ? (item.result?.facts.reasons.join(" ") ?? "") : null);
      setAttribute(row, "data-not-changed", isNotChanged(item) ? "true" : null);
      setText(failure, `${failureInWords(item)} ${doubtInShort(item)}`.trim());
      failure.hidden = failure.textContent === "";
      if (isProcessing && stageBar === null) {
        stageBar = createStageBar();
        failure.before(stageBar.element);
      }
      if (stageBar !== null) {
        stageBar.element.hidden = !isProcessing;
        stageBar.update(item);
      }
      details.update(item);
      actions.update(item);
      if (item.result === null) thumbnail.show(null);
      // The picture or the details went away under the keyboard's focus.
      if (hadFocus && (details.element.hidden || !row.contains(document.activeElement))) actions.focus();
    },
    /** @param {number} now */
    tick(now) {
      if (shown?.status !== "processing") return;
      setText(facts, factsInWords(shown, now, context.modelBytes()));
      // The styles move by this and not by themselves: an endless animation redraws sixty times a second, and where no
      // graphics card does that it took a tenth of a core from the network.
      beat += 1;
      row.style.setProperty("--beat", String(beat));
      setAttribute(row, "data-beat", String(beat % 2));
    },
    /** Takes the row off the page and gives its picture back. */
    remove() {
      thumbnail.show(null);
      row.remove();
    },
  };
}
