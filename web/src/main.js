// The composition root of the page: reads the configuration, makes every part and connects them. Read this file and you
// know what the page consists of. It holds no rule of the queue, no pixel and no words.

import { createBatchZip } from "./page/batch-zip.js";
import { firstAllowed, modelsInOrder } from "./page/first-model.js";
import { enableIntake } from "./page/intake.js";
import { createKeptBatch } from "./page/kept-batch.js";
import { createModelLicences } from "./page/model-licences.js";
import { createModelPicker, modelMemory } from "./page/model-picker.js";
import { createRunOn } from "./page/run-on.js";
import { INITIAL_STATE, reduce } from "./queue/reducer.js";
import { doneItems, isWaiting, processingItem, rerunnableItems, totals } from "./queue/selectors.js";
import { createStore } from "./queue/store.js";
import { modelBytes, parsePageConfig } from "./shared/config.js";
import { DEFAULT_OPTIONS, readOptions } from "./shared/options.js";
import { startOffline } from "./start-offline.js";
import { createAnnouncer } from "./ui/announcer.js";
import { missingFeatures } from "./ui/browser-check.js";
import { createConfirmDialog } from "./ui/confirm-dialog.js";
import { createCutoutDownloads } from "./ui/cutout-downloads.js";
import { byId } from "./ui/element.js";
import { createItemFilter } from "./ui/item-filter.js";
import { createItemList } from "./ui/item-list.js";
import { createMemory } from "./ui/memory.js";
import * as messages from "./ui/messages.js";
import { createModelLine } from "./ui/model-line.js";
import { createNotices } from "./ui/notices.js";
import { createPageTitle } from "./ui/page-title.js";
import { createPreviewDialog } from "./ui/preview-dialog.js";
import { createRerunOffer } from "./ui/rerun-offer.js";
import { createSettingsRow } from "./ui/settings-row.js";
import { createTicker } from "./ui/ticker.js";
import { createToolbar } from "./ui/toolbar.js";
import { createModuleWorker } from "./worker-client/job-worker.js";
import { createModelLoader } from "./worker-client/model-download.js";
import { createModelStore } from "./worker-client/model-store.js";
import { createRunJob } from "./worker-client/run-job.js";
import { createScheduler } from "./worker-client/scheduler.js";
import { createSnapshotStore } from "./worker-client/snapshot-store.js";
import { createSpareWorker } from "./worker-client/spare-worker.js";
import { createKitKeeper } from "./worker-client/start-kit.js";

/** @import { Effect, QueueEvent, QueueState } from "./queue/events.js" */
/** @import { Catalogue, ModelDescriptor, PageConfig } from "./shared/config.js" */
/** @import { ModelProgress, ModelStore } from "./worker-client/model-store.js" */

const notices = createNotices({ root: byId("notices", HTMLElement) });
const modelLine = createModelLine({ root: byId("model-line", HTMLElement) });
const dialog = createConfirmDialog({
  dialog: byId("confirm-dialog", HTMLDialogElement),
  title: byId("confirm-title", HTMLElement),
  text: byId("confirm-text", HTMLElement),
});
const licences = createModelLicences({ ask: dialog.ask });
const query = new URLSearchParams(location.search);
start();

/** Everything that can go wrong before there is a page to work with ends in a notice with a way on. */
async function start() {
  notices.remove("start");
  const missing = missingFeatures();
  if (missing.length > 0) return stop(messages.browserTooOldMessage(missing));

  let config;
  try {
    config = parsePageConfig(byId("cutroom-config", HTMLScriptElement).text);
  } catch (error) {
    return stop(messages.incompletePageMessage(error, () => location.reload()));
  }

  /** @type {(progress: ModelProgress) => void} */
  let hear = () => {};
  const models = createModelStore({
    catalogueUrl: config.catalogueUrl,
    loader: createModelLoader(config.units),
    onProgress: (progress) => hear(progress),
  });
  let catalogue;
  try {
    catalogue = await models.loadCatalogue();
  } catch (error) {
    return stop(messages.noCatalogueMessage(error, start));
  }
  const wanted = query.get("model");
  const inOrder = modelsInOrder(catalogue, [wanted, modelMemory.recall()]);
  if (inOrder[0] === undefined) return stop(messages.noModelMessage(start));
  const isThere = inOrder[0].id === wanted;
  const model = await firstAllowed(inOrder, licences);
  if (model === null) return stop(messages.licenceNeededMessage(inOrder[0].title, start));
  if (wanted !== null && !isThere) notices.show(messages.otherModelMessage(wanted, model.title));

  hear = run(config, { catalogue, model, isFromAddress: model.id === wanted }, models);
  document.documentElement.dataset.ready = "true";
}

/** @param {import("./ui/notices.js").Notice} message */
function stop(message) {
  document.documentElement.dataset.stopped = "true";
  notices.show(message);
}

/**
 * @param {PageConfig} config
 * @param {{ catalogue: Catalogue, model: ModelDescriptor, isFromAddress: boolean }} first what the visit begins with
 * @param {ModelStore} models
 * @returns {(progress: ModelProgress) => void} to be told how models come in
 */
function run({ build, units, version }, first, models) {
  const now = () => performance.now();
  const settingsMemory = createMemory({ key: "cutroom.settings", read: readOptions, fallback: DEFAULT_OPTIONS });
  let options = settingsMemory.recall();

  const runOn = createRunOn({
    build,
    model: () => picker.current(),
    forced: query.get("provider"),
    notices,
    onChange: () => spare.drop(),
  });

  /** @type {Map<string, File>} */
  const sources = new Map();
  const downloads = createCutoutDownloads({ cutoutOf: (item) => kept.cutoutOf(item) });
  const kept = createKeptBatch({
    app: version,
    options: () => options,
    model: () => picker.current().id,
    sources,
    isSaved: downloads.isSaved,
    isWriting: () => zip.isBusy(),
    notices,
  });
  const { results } = kept;
  const picker = createModelPicker({
    ...first,
    store: models,
    dialog: byId("models-dialog", HTMLDialogElement),
    line: modelLine,
    licences,
    room: kept,
    now,
    onChange() {
      refresh();
      runOn.modelChanged();
      void offline.lookAtModel();
    },
    onKept: () => void offline.lookAtModel(),
  });
  // The running photo keeps the model it started with.
  let modelOfJob = first.model;
  /** @type {import("./queue/store.js").Store<QueueState, QueueEvent>} */
  const store = createStore({
    reduce,
    initial: INITIAL_STATE,
    perform: (/** @type {Effect} */ effect) => scheduler.perform(effect),
  });
  const { dispatch } = store;
  const kits = createKitKeeper(createSnapshotStore(units, navigator.userAgent));
  const spare = createSpareWorker(createModuleWorker, kits);
  const scheduler = createScheduler({
    dispatch,
    runJob: createRunJob(spare),
    spare,
    cores: navigator.hardwareConcurrency || 1,
    isWaiting: () => isWaiting(store.getState()),
    models,
    model() {
      modelOfJob = picker.current();
      return modelOfJob;
    },
    providers: runOn.providers,
    units,
    sources,
    results,
    now,
    options: () => options,
  });

  const zip = createBatchZip({
    units,
    items: () => store.getState().items,
    cutoutOf: kept.cutoutOf,
    openTemporary: kept.openZip,
    free: kept.free,
    notices,
    onChange(saved) {
      downloads.markSaved(saved);
      refresh();
    },
  });
  const filter = createItemFilter({ onChange: () => render(store.getState()) });
  const toolbar = createToolbar({
    root: byId("toolbar", HTMLElement),
    zipButton: zip.button,
    zipNote: zip.note,
    filter: filter.element,
    onCancelAll: () => dispatch({ type: "cancelAll", now: now() }),
    onPause: () => dispatch({ type: "pause", now: now() }),
    onResume: () => dispatch({ type: "resume", now: now() }),
    onRetryFailed: () => dispatch({ type: "retryFailed", now: now() }),
    onClear: clear,
  });
  const list = createItemList({
    root: byId("items", HTMLElement),
    context: {
      thumbnailOf: (id) => results.get(id)?.thumbnail ?? null,
      modelBytes: () => modelBytes(modelOfJob),
      modelTitle: picker.titleOf,
    },
    handlers: {
      onCancel: (id) => dispatch({ type: "cancel", id, now: now() }),
      onRetry: (id) => dispatch({ type: "retry", id, now: now() }),
      onDownload: saveOne,
      onPreview(id, from) {
        const item = doneItems(store.getState()).find((each) => each.id === id);
        if (item !== undefined) preview.open(item, from);
      },
    },
  });
  const settings = createSettingsRow({
    initial: options,
    onChange(chosen) {
      options = chosen;
      settingsMemory.keep(chosen);
      refresh();
    },
  });
  const rerunnable = (/** @type {QueueState} */ state) =>
    rerunnableItems(state, { options, model: picker.current().id }, (id) => sources.has(id));
  const rerunOffer = createRerunOffer({
    root: byId("rerun", HTMLElement),
    onRerun() {
      const { possible } = rerunnable(store.getState());
      dispatch({ type: "rerun", ids: possible.map(({ id }) => id), now: now() });
    },
  });
  const preview = createPreviewDialog({
    dialog: byId("preview-dialog", HTMLDialogElement),
    cutoutOf: (id) => results.get(id)?.cutout ?? null,
    originalOf: kept.originalOf,
  });
  const announcer = createAnnouncer({ root: byId("announcer", HTMLElement) });
  const ticker = createTicker({ onTick: () => list.tick(now()) });
  const pageTitle = createPageTitle();
  const offline = startOffline({
    build,
    models,
    model: picker.current,
    bestPlan: runOn.bestPlan,
    notices,
    dispatch,
    now,
  });
  const intake = byId("intake", HTMLElement);
  const batch = byId("batch", HTMLElement);

  /** @param {QueueState} state */
  function render(state) {
    const counts = totals(state);
    intake.classList.toggle("is-compact", counts.total > 0);
    batch.hidden = counts.total === 0;
    filter.update(counts);
    list.update(state.items, now(), filter.isShown);
    toolbar.update(counts, state.paused);
    const { possible, impossible } = rerunnable(state);
    rerunOffer.update(possible.length, impossible.length);
    preview.update(doneItems(state));
    zip.update(counts);
    announcer.update(state.items, counts);
    pageTitle.update(counts);
    ticker.update(counts.processing > 0);
    offline.update(state);
    picker.update(state);
    const ran = processingItem(state);
    if (ran !== null && ran.provider !== null) modelLine.updateProvider(ran.provider, ran.threads, runOn.choice());
  }
  store.subscribe(render);
  store.subscribe(kept.update);

  /** After a change that is not the queue's. */
  function refresh() {
    kept.update(store.getState());
    kept.show();
    render(store.getState());
  }

  /** @param {string} id */
  function saveOne(id) {
    const item = store.getState().items.find((each) => each.id === id);
    if (item?.status === "done") downloads.saveOne(item);
    refresh();
  }

  async function clear() {
    const unsaved = downloads.unsaved(store.getState().items).length;
    if (unsaved > 0 && !(await dialog.ask(messages.clearQuestion(unsaved)))) return;
    zip.giveUp();
    dispatch({ type: "clear" });
  }

  void kept.offerEarlier({
    ask: dialog.ask,
    count: () => store.getState().items.length,
    onResume({ items, saved, paused, options: chosen, model }) {
      if (store.getState().items.length === 0) {
        options = chosen;
        settings.fill(chosen);
        if (!picker.restore(model)) notices.show(messages.otherModelOfBatchMessage(picker.current().title));
      }
      downloads.markSaved(items.filter(({ id }) => saved.has(id)));
      dispatch({ type: "restore", items, paused, now: now() });
      void offline.lookAtModel();
      // The pressed button is gone.
      toolbar.focus();
    },
    saveZip: zip.saveZip,
  });
  settings.enable();
  runOn.enable();
  enableIntake({
    count: () => store.getState().items.length,
    sources,
    onAdded(added) {
      if (added.length > 0) void kept.askToPersist();
      dispatch({ type: "add", sources: added, now: now() });
    },
    say: notices.show,
  });
  return picker.hear;
}
