// What a person sees of the batch, and the buttons there: toolbar, filter, rows, preview, what is read out, the tab's title.
// It shows the queue and says what was pressed; it keeps nothing.

import { hasFailed, holdOf, totals, withCutouts } from "../queue/selectors.js";
import { hasAllLooks } from "../queue/work.js";
import { modelBytes } from "../shared/model.js";
import { createAnnouncer } from "../ui/announcer.js";
import { downloadCutout } from "../ui/cutout-download.js";
import { byId } from "../ui/element.js";
import { createItemFilter } from "../ui/item-filter.js";
import { createItemList } from "../ui/item-list.js";
import { createPageTitle } from "../ui/page-title.js";
import { createPreviewDialog } from "../ui/preview-dialog.js";
import { createTicker } from "../ui/ticker.js";
import { createToolbar } from "../ui/toolbar.js";
import { holdInWords } from "../words/counts-in-words.js";
import { retryCanHelp } from "../words/item-words.js";
import { noMoreLooks } from "../words/look-words.js";
import { clearQuestion } from "../words/messages.js";

/** @import { QueueState, QueueStore } from "../queue/events.js" */
/** @import { Item } from "../queue/item.js" */
/** @import { ModelDescriptor } from "../shared/model.js" */
/** @import { Question } from "../words/message.js" */
/** @import { SavedCutouts } from "./saved-cutouts.js" */
/** @import { Original } from "../ui/preview-dialog.js" */

/**
 * @param {object} parts
 * @param {QueueStore} parts.store
 * @param {() => number} parts.now
 * @param {{ get: (id: string) => { cutout: Blob, thumbnail: Blob | null } | undefined }} parts.results
 * @param {(items: readonly Item[]) => Promise<void>} parts.checked what was kept of them by an earlier visit
 * @param {(item: Item) => Promise<void>} parts.checkedWithPhoto
 * @param {(id: string) => Original | null | undefined} parts.originalOf
 * @param {{ get: (id: string) => Promise<readonly Blob[] | null> }} parts.mattes
 * @param {(id: string) => boolean} parts.hasSource
 * @param {() => ModelDescriptor} parts.modelOfJob of the running photo
 * @param {(id: string) => string} parts.titleOf a model
 * @param {{ button: HTMLElement, note: HTMLElement, giveUp: () => void }} parts.zip
 * @param {(item: Item) => Blob} parts.cutoutOf throws where the page no longer holds it
 * @param {SavedCutouts} parts.savedCutouts
 * @param {(question: Question) => Promise<boolean>} parts.ask
 * @param {(text: string) => void} parts.say to people who listen
 */
export function createBatchView({
  store,
  now,
  results,
  checked,
  checkedWithPhoto,
  originalOf,
  mattes,
  hasSource,
  modelOfJob,
  titleOf,
  zip,
  cutoutOf,
  savedCutouts,
  ask,
  say,
}) {
  const { dispatch, getState } = store;
  const retryable = (/** @type {QueueState} */ { items }) =>
    items.filter((item) => hasFailed(item) && retryCanHelp(item));
  const intake = byId("intake", HTMLElement);
  const batch = byId("batch", HTMLElement);
  const photoInput = byId("photo-input", HTMLInputElement);
  const filter = createItemFilter({ onChange: () => showRows(getState()), onGone: () => toolbar.focus() });
  const toolbar = createToolbar({
    root: byId("toolbar", HTMLElement),
    zipButton: zip.button,
    zipNote: zip.note,
    filter: filter.element,
    onCancelAll: () => dispatch({ type: "cancelAll", now: now() }),
    onPause: () => dispatch({ type: "pause", now: now() }),
    onResume: () => dispatch({ type: "resume", now: now() }),
    onRetryFailed: () => dispatch({ type: "retryFailed", ids: retryable(getState()).map(({ id }) => id), now: now() }),
    onClear: clear,
  });
  const list = createItemList({
    root: byId("items", HTMLElement),
    onFocusLost: toolbar.focus,
    context: {
      thumbnailOf: (id) => results.get(id)?.thumbnail ?? null,
      modelBytes: () => modelBytes(modelOfJob()),
      modelTitle: titleOf,
    },
    handlers: {
      onCancel: (id) => dispatch({ type: "cancel", id, now: now() }),
      onRetry: (id) => dispatch({ type: "retry", id, now: now() }),
      onDownload: saveOne,
      onPreview(id, from) {
        const item = withCutouts(getState().items).find((each) => each.id === id);
        if (item !== undefined) preview.open(item, from);
      },
    },
  });
  const preview = createPreviewDialog({
    dialog: byId("preview-dialog", HTMLDialogElement),
    cutoutOf: (id) => results.get(id)?.cutout ?? null,
    checked: checkedWithPhoto,
    originalOf,
    looks: {
      mattesOf: (id) => mattes.get(id),
      obstacleOf: moreLooksObstacle,
      onChoose: (id, look) => dispatch({ type: "chooseLook", ids: [id], look, now: now() }),
      onAsk: (id) => dispatch({ type: "moreLooks", ids: [id], now: now() }),
      onCancel: (id) => dispatch({ type: "cancel", id, now: now() }),
      say,
    },
  });
  const announcer = createAnnouncer({ say, now });
  const ticker = createTicker({ onTick: () => list.tick(now()) });
  const pageTitle = createPageTitle();

  /** @param {Item} item */
  function moreLooksObstacle(item) {
    const { wanted } = getState();
    return noMoreLooks({
      isAtHand: hasSource(item.id),
      hasAll: hasAllLooks(item, wanted),
      lookCount: wanted?.lookCount ?? 1,
    });
  }

  /** @param {string} id */
  async function saveOne(id) {
    const find = () => withCutouts(getState().items).find((each) => each.id === id);
    const asked = find();
    if (asked !== undefined) await checked([asked]);
    const item = find();
    if (item === undefined) return;
    downloadCutout(item, cutoutOf(item));
    savedCutouts.add([item]);
  }

  async function clear() {
    // More may be finished, or dropped over the question, while it is asked: what is lost is what was said.
    let agreed = { unsaved: 0, total: getState().items.length };
    for (;;) {
      const { items } = getState();
      const unsaved = savedCutouts.missing(items).length;
      if (unsaved <= agreed.unsaved && items.length <= agreed.total) break;
      if (!(await ask(clearQuestion(unsaved, items.length - agreed.total)))) return;
      agreed = { unsaved, total: items.length };
    }
    zip.giveUp();
    dispatch({ type: "clear" });
    // The pressed button is gone.
    photoInput.focus();
  }

  /** @param {QueueState} state */
  function showRows(state, counts = totals(state)) {
    filter.update(counts);
    list.update(state.items, now(), filter.isShown);
  }

  return {
    focus: toolbar.focus,
    /** @param {QueueState} state */
    update(state) {
      const counts = totals(state);
      intake.classList.toggle("is-compact", counts.total > 0);
      batch.hidden = counts.total === 0;
      showRows(state, counts);
      toolbar.update({ ...counts, retryable: retryable(state).length }, holdOf(state));
      preview.update(withCutouts(state.items), holdInWords(counts, holdOf(state)));
      announcer.update(state.items, counts, holdOf(state));
      pageTitle.update(counts);
      ticker.update(counts.processing > 0);
    },
  };
}
