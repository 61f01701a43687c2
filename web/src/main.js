// The composition root of the page: makes every part and connects them. Read this file and you know what the page consists
// of. It holds no rule of the queue, no pixel and no words.

import { startOffline } from "./offline/start-offline.js";
import { createBatchSettings } from "./page/batch-settings.js";
import { createBatchView } from "./page/batch-view.js";
import { createBatchZip } from "./page/batch-zip.js";
import { enableIntake } from "./page/intake.js";
import { createJobs } from "./page/jobs.js";
import { createKeptBatch } from "./page/kept-batch.js";
import { createModelLicences } from "./page/model-licences.js";
import { createModelPicker } from "./page/model-picker.js";
import { openPage } from "./page/opening.js";
import { createRunOn } from "./page/run-on.js";
import { whenIdle } from "./page/when-idle.js";
import { INITIAL_STATE, reduce } from "./queue/reducer.js";
import { processingItem, totals } from "./queue/selectors.js";
import { createStore } from "./queue/store.js";
import { modelVersion } from "./shared/model-version.js";
import { createConfirmDialog } from "./ui/confirm-dialog.js";
import { createCutoutDownloads } from "./ui/cutout-downloads.js";
import { byId } from "./ui/element.js";
import { createLiveRegion } from "./ui/live-region.js";
import { createModelLine } from "./ui/model-line.js";
import { createNotices } from "./ui/notices.js";
import { listenToPresses } from "./ui/press-listener.js";
import * as messages from "./words/messages.js";

/** @import { Opening } from "./page/opening.js" */
/** @import { Effect, QueueEvent, QueueState } from "./queue/events.js" */
/** @import { ModelProgress } from "./worker-client/model-store.js" */

const { say } = createLiveRegion({
  root: byId("announcer", HTMLElement),
  dialogs: [...document.querySelectorAll("dialog")],
});
const notices = createNotices({
  root: byId("notices", HTMLElement),
  say,
  next: byId("photo-input", HTMLInputElement),
});
const modelLine = createModelLine({ root: byId("model-line", HTMLElement) });
const dialog = createConfirmDialog({
  dialog: byId("confirm-dialog", HTMLDialogElement),
  title: byId("confirm-title", HTMLElement),
  text: byId("confirm-text", HTMLElement),
});
const licences = createModelLicences({ ask: dialog.ask });
const query = new URLSearchParams(location.search);
listenToPresses({ target: window, isScripted: navigator.webdriver });
start();

async function start() {
  /** @type {(progress: ModelProgress) => void} */
  let hear = () => {};
  const opening = await openPage({
    notices,
    licences,
    wanted: query.get("model"),
    again: start,
    onProgress: (progress) => hear(progress),
  });
  if (opening === null) return;
  hear = run(opening);
  document.documentElement.dataset.ready = "true";
}

/**
 * @param {Opening} opening
 * @returns {(progress: ModelProgress) => void} to be told how models come in
 */
function run({ config: { build, units, version }, models, first }) {
  const now = () => performance.now();
  /** @type {Map<string, File>} */
  const sources = new Map();
  /** @type {import("./queue/store.js").Store<QueueState, QueueEvent>} */
  const store = createStore({
    reduce,
    initial: INITIAL_STATE,
    perform: (/** @type {Effect} */ effect) => jobs.perform(effect),
  });
  const { dispatch, getState } = store;
  const itemsNow = () => getState().items;

  // What a person chooses: settings, provider, model.
  const settings = createBatchSettings({
    hasSource: (id) => sources.has(id),
    state: getState,
    onChange: refresh,
    onRerun: (ids) => dispatch({ type: "rerun", ids, now: now() }),
  });
  const runOn = createRunOn({
    build,
    model: () => picker.current(),
    forced: query.get("provider"),
    notices,
    onChange: () => jobs.dropSpare(),
  });
  const downloads = createCutoutDownloads({ cutoutOf: (item) => kept.cutoutOf(item) });
  const kept = createKeptBatch({
    app: version,
    options: settings.options,
    model: () => picker.current().id,
    sources,
    isSaved: downloads.isSaved,
    isWriting: () => zip.isBusy(),
    notices,
    onChange: refresh,
    onSpoiled: (id, error) => dispatch({ type: "spoiled", id, error, now: now() }),
  });
  const picker = createModelPicker({
    ...first,
    store: models,
    dialog: byId("models-dialog", HTMLDialogElement),
    line: modelLine,
    licences,
    room: kept,
    now,
    onChange() {
      tellModel();
      refresh();
      runOn.modelChanged();
      void offline.lookAtModel();
    },
    onKept: () => void offline.lookAtModel(),
  });

  // What works on the photos, and what comes of it.
  const jobs = createJobs({
    store,
    models,
    model: picker.current,
    providers: runOn.providers,
    units,
    sources,
    isSourceIntact: kept.isSourceIntact,
    results: kept.results,
    notices,
    now,
    options: settings.options,
  });
  const zip = createBatchZip({
    units,
    items: itemsNow,
    checked: kept.checked,
    cutoutOf: kept.cutoutOf,
    openTemporary: kept.openZip,
    free: kept.free,
    notices,
    say,
    onChange(saved) {
      downloads.markSaved(saved);
      refresh();
    },
  });
  const view = createBatchView({
    store,
    now,
    results: kept.results,
    checked: kept.checked,
    checkedWithPhoto: kept.checkedWithPhoto,
    originalOf: kept.originalOf,
    modelOfJob: jobs.modelOfJob,
    titleOf: picker.titleOf,
    zip,
    downloads,
    ask: dialog.ask,
    say,
    onSaved: refresh,
  });
  const { bestPlan } = runOn;
  const offline = startOffline({ build, models, model: picker.current, bestPlan, notices, dispatch, now });

  function tellModel() {
    const model = picker.current();
    dispatch({ type: "want", model: model.id, version: modelVersion(model) });
  }

  /** @param {QueueState} state */
  function render(state) {
    view.update(state);
    settings.update(state);
    zip.update(totals(state));
    offline.update(state);
    picker.update(state);
    const ran = processingItem(state);
    if (ran !== null && ran.provider !== null) modelLine.updateProvider(ran.provider, ran.threads, runOn.choice());
  }
  tellModel();
  store.subscribe(render);
  store.subscribe(kept.update);

  /** After a change that is not the queue's. */
  function refresh() {
    kept.update(getState());
    kept.show();
    render(getState());
  }

  void kept.offerEarlier({
    ask: dialog.ask,
    count: () => itemsNow().length,
    onResume({ items, saved, options, model }) {
      if (itemsNow().length === 0) {
        settings.restore(options);
        if (!picker.restore(model)) notices.show(messages.otherModelOfBatchMessage(picker.current().title));
      }
      downloads.markSaved(items.filter(({ id }) => saved.has(id)));
      tellModel();
      dispatch({ type: "restore", items, now: now() });
      void offline.lookAtModel();
      // The pressed button is gone.
      view.focus();
    },
    saveZip: zip.saveZip,
  });
  settings.enable();
  runOn.enable();
  enableIntake({
    count: () => itemsNow().length,
    sources,
    onAdded(added) {
      if (added.length > 0) void kept.askToPersist();
      dispatch({ type: "add", sources: added, now: now() });
    },
    notices,
    say,
  });
  // Behind the page: nothing that is looked at waits for it.
  whenIdle(zip.prepare);
  return picker.hear;
}
