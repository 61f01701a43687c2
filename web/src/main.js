// The composition root of the page: reads the configuration, makes every part and connects them. Read this file and you
// know what the page consists of. It holds no rule of the queue, no pixel and no words.

import { fromDrop, fromInput } from "./lib/drop-files.js";
import { admit, MAX_ITEMS } from "./queue/limits.js";
import { INITIAL_STATE, reduce } from "./queue/reducer.js";
import { doneItems, outdatedItems, processingItem, totals } from "./queue/selectors.js";
import { createStore } from "./queue/store.js";
import { modelBytes, parsePageConfig, pickModel } from "./shared/config.js";
import { DEFAULT_OPTIONS, readOptions } from "./shared/options.js";
import { isProvider } from "./shared/providers.js";
import { startOffline } from "./start-offline.js";
import { createAnnouncer } from "./ui/announcer.js";
import { missingFeatures } from "./ui/browser-check.js";
import { createConfirmDialog } from "./ui/confirm-dialog.js";
import { createCutoutDownloads } from "./ui/cutout-downloads.js";
import { createDropTarget } from "./ui/drop-target.js";
import { byId } from "./ui/element.js";
import { createFilePicker } from "./ui/file-picker.js";
import { createItemList } from "./ui/item-list.js";
import { createLeaveGuard } from "./ui/leave-guard.js";
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
import { createZipButton } from "./ui/zip-button.js";
import { createModelStore } from "./worker-client/model-store.js";
import { createModuleWorker, createRunJob } from "./worker-client/run-job.js";
import { createScheduler } from "./worker-client/scheduler.js";

/** @import { Found } from "./lib/drop-files.js" */
/** @import { Effect, QueueEvent, QueueState } from "./queue/events.js" */
/** @import { ModelDescriptor, PageConfig } from "./shared/config.js" */
/** @import { ProviderChoice } from "./shared/providers.js" */

const ZIP_NAME = "cutouts.zip";

const notices = createNotices({ root: byId("notices", HTMLElement) });
const modelLine = createModelLine({ root: byId("model-line", HTMLElement) });
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

  const models = createModelStore({ catalogueUrl: config.catalogueUrl, onProgress: modelLine.updateProgress });
  let catalogue;
  try {
    catalogue = await models.loadCatalogue();
  } catch (error) {
    return stop(messages.noCatalogueMessage(error, start));
  }
  const wanted = query.get("model");
  const model = pickModel(catalogue, wanted);
  if (model === null) return stop(messages.noModelMessage(start));
  if (wanted !== null && wanted !== model.id) notices.show(messages.otherModelMessage(wanted, model.title));

  modelLine.updateModel({ title: model.title, bytes: modelBytes(model) });
  run(config, model, models);
  document.documentElement.dataset.ready = "true";
}

/** @param {import("./ui/notices.js").Notice} message */
function stop(message) {
  document.documentElement.dataset.stopped = "true";
  notices.show(message);
}

/**
 * @param {PageConfig} config
 * @param {ModelDescriptor} model
 * @param {ReturnType<typeof createModelStore>} models
 */
function run({ build, units }, model, models) {
  const provider = providerChoice();
  const now = () => performance.now();
  const settingsMemory = createMemory({ key: "cutroom.settings", read: readOptions, fallback: DEFAULT_OPTIONS });
  let options = settingsMemory.recall();

  /** @type {Map<string, File>} */
  const sources = new Map();
  /** @type {Map<string, import("./worker-client/scheduler.js").FinishedBlobs>} */
  const results = new Map();
  /** @type {import("./queue/store.js").Store<QueueState, QueueEvent>} */
  const store = createStore({
    reduce,
    initial: INITIAL_STATE,
    perform: (/** @type {Effect} */ effect) => scheduler.perform(effect),
  });
  const { dispatch } = store;
  const scheduler = createScheduler({
    dispatch,
    runJob: createRunJob(createModuleWorker),
    models,
    modelId: model.id,
    provider,
    units,
    sources,
    results,
    now,
    options: () => options,
  });

  const zipButton = createZipButton({ onPress: saveZip });
  const downloads = createCutoutDownloads({
    results,
    clientZipUrl: `${units.vendor}client-zip.js`,
    onZipProgress: zipButton.showBuilding,
  });
  const toolbar = createToolbar({
    root: byId("toolbar", HTMLElement),
    zipButton: zipButton.element,
    onCancelAll: () => dispatch({ type: "cancelAll", now: now() }),
    onPause: () => dispatch({ type: "pause", now: now() }),
    onResume: () => dispatch({ type: "resume", now: now() }),
    onRetryFailed: () => dispatch({ type: "retryFailed", now: now() }),
    onClear: clear,
  });
  const list = createItemList({
    root: byId("items", HTMLElement),
    context: { thumbnailOf: (id) => results.get(id)?.thumbnail ?? null, modelBytes: modelBytes(model) },
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
  const dialog = createConfirmDialog({
    dialog: byId("confirm-dialog", HTMLDialogElement),
    title: byId("confirm-title", HTMLElement),
    text: byId("confirm-text", HTMLElement),
  });
  const settings = createSettingsRow({
    initial: options,
    onChange(chosen) {
      options = chosen;
      settingsMemory.keep(chosen);
      render(store.getState());
    },
  });
  const rerunOffer = createRerunOffer({
    root: byId("rerun", HTMLElement),
    onRerun() {
      const ids = outdatedItems(store.getState(), options).map(({ id }) => id);
      dispatch({ type: "rerun", ids, now: now() });
    },
  });
  const preview = createPreviewDialog({
    dialog: byId("preview-dialog", HTMLDialogElement),
    cutoutOf: (id) => results.get(id)?.cutout ?? null,
    originalOf,
  });
  const announcer = createAnnouncer({ root: byId("announcer", HTMLElement) });
  const ticker = createTicker({ onTick: () => list.tick(now()) });
  const pageTitle = createPageTitle();
  const leaveGuard = createLeaveGuard();
  const offline = startOffline({ build, provider, models, modelId: model.id, notices, dispatch, now });
  const intake = byId("intake", HTMLElement);
  const batch = byId("batch", HTMLElement);

  /** @param {QueueState} state */
  function render(state) {
    const counts = totals(state);
    intake.classList.toggle("is-compact", counts.total > 0);
    batch.hidden = counts.total === 0;
    list.update(state.items, now());
    toolbar.update(counts, state.paused);
    rerunOffer.update(outdatedItems(state, options).length);
    preview.update(doneItems(state));
    zipButton.update({ done: counts.done, bytes: counts.resultBytes });
    announcer.update(state.items, counts);
    pageTitle.update(counts);
    ticker.update(counts.processing > 0);
    offline.update(state);
    leaveGuard.update(counts.processing > 0 || downloads.unsaved(state.items).length > 0);
    const ran = processingItem(state);
    if (ran !== null && ran.provider !== null) modelLine.updateProvider(ran.provider, ran.threads, provider);
  }
  store.subscribe(render);

  let lastNumber = 0;
  /** @param {Found} found */
  function add({ files, unreadable }) {
    if (unreadable.length > 0) notices.show(messages.unreadableMessage(unreadable));
    else if (files.length === 0) notices.show(messages.nothingFoundMessage());
    const { accepted, leftOut } = admit(store.getState().items.length, files);
    if (leftOut.length > 0) {
      notices.show(
        messages.leftOutMessage(
          leftOut.map(({ path }) => path),
          MAX_ITEMS,
        ),
      );
    }
    const added = accepted.map(({ file, path }) => {
      lastNumber += 1;
      const id = `photo-${lastNumber}`;
      sources.set(id, file);
      return { id, name: file.name, path, bytes: file.size };
    });
    dispatch({ type: "add", sources: added, now: now() });
  }

  /** @param {string} id */
  function originalOf(id) {
    const preview = results.get(id)?.originalPreview ?? null;
    if (preview !== null) return { picture: preview, isSmaller: true };
    const source = sources.get(id);
    return source === undefined ? null : { picture: source, isSmaller: false };
  }

  /** @param {string} id */
  function saveOne(id) {
    const item = store.getState().items.find((each) => each.id === id);
    if (item?.status === "done") downloads.saveOne(item);
    render(store.getState());
  }

  async function saveZip() {
    notices.remove("zip");
    zipButton.showBuilding(0);
    try {
      await downloads.saveAll(doneItems(store.getState()), ZIP_NAME);
    } catch (error) {
      notices.show(messages.zipFailedMessage(error));
    } finally {
      zipButton.showBuilding(null);
      render(store.getState());
    }
  }

  async function clear() {
    const unsaved = downloads.unsaved(store.getState().items).length;
    if (unsaved === 0 || (await dialog.ask(messages.clearQuestion(unsaved)))) dispatch({ type: "clear" });
  }

  settings.enable();
  createFilePicker({
    photoInput: byId("photo-input", HTMLInputElement),
    folderInput: byId("folder-input", HTMLInputElement),
    folderPicker: byId("folder-picker", HTMLElement),
    onFiles: (files) => add(fromInput(files)),
  }).enable();
  createDropTarget({
    overlay: byId("drop-overlay", HTMLElement),
    onTransfer: async (transfer) => add(await fromDrop(transfer)),
  }).enable();
}

/** @returns {ProviderChoice} */
function providerChoice() {
  const wanted = query.get("provider");
  return isProvider(wanted) ? wanted : "auto";
}
