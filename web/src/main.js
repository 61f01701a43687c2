// The composition root of the page: makes every part and connects them, each after those it needs: no part is handed one that
// comes later. Read this file and you know what the page consists of. It holds no rule of the queue, no pixel and no words.

import { createObservable } from "./lib/observable.js";
import { startOffline } from "./offline/start-offline.js";
import { createBatchSettings } from "./page/batch-settings.js";
import { createBatchView } from "./page/batch-view.js";
import { createBatchZip } from "./page/batch-zip.js";
import { enableIntake } from "./page/intake.js";
import { createJobs } from "./page/jobs.js";
import { createKeptBatch } from "./page/kept-batch.js";
import { createModelLicences } from "./page/model-licences.js";
import { createModelPicker } from "./page/model-picker.js";
import { createModelSpeeds } from "./page/model-speeds.js";
import { openPage } from "./page/opening.js";
import { createRunOn } from "./page/run-on.js";
import { createSavedCutouts } from "./page/saved-cutouts.js";
import { wantedBy } from "./page/wanted.js";
import { whenIdle } from "./page/when-idle.js";
import { INITIAL_STATE, reduce } from "./queue/reducer.js";
import { processingItem, totals } from "./queue/selectors.js";
import { createStore } from "./queue/store.js";
import { createConfirmDialog } from "./ui/confirm-dialog.js";
import { byId } from "./ui/element.js";
import { createLiveRegion } from "./ui/live-region.js";
import { createModelLine } from "./ui/model-line.js";
import { createNotices } from "./ui/notices.js";
import { listenToPresses } from "./ui/press-listener.js";
import * as messages from "./words/messages.js";

/** @import { Opening } from "./page/opening.js" */
/** @import { QueueState, QueueStore } from "./queue/events.js" */
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
// How models come in: the last news.
const progress = createObservable(/** @type {ModelProgress | null} */ (null));
start();

async function start() {
  const opening = await openPage({
    notices,
    licences,
    wanted: query.get("model"),
    again: start,
    onProgress: progress.set,
  });
  if (opening === null) return;
  run(opening);
  document.documentElement.dataset.ready = "true";
}

/** @param {Opening} opening */
function run({ config: { build, units, version }, models, first }) {
  const now = () => performance.now();

  // What changes: the queue, and facts that several parts read.
  /** @type {QueueStore} */
  const store = createStore({ reduce, initial: INITIAL_STATE });
  const { dispatch, getState } = store;
  const itemsNow = () => getState().items;
  /** @type {Map<string, File>} */
  const sources = new Map();
  const model = createObservable(first.model);
  const speeds = createModelSpeeds();
  // Bytes of the model in use that have to come before it can be used.
  const toFetch = createObservable(0);
  const isWriting = createObservable(false);
  const savedCutouts = createSavedCutouts();

  // What a person chooses: settings, provider, model.
  const settings = createBatchSettings({
    hasSource: (id) => sources.has(id),
    speeds,
    toFetch,
    model,
    state: getState,
    onRerun: (ids) => dispatch({ type: "rerun", ids, now: now() }),
    onAsWanted: (ids) => dispatch({ type: "asWanted", ids }),
  });
  const { options } = settings;
  const want = () => dispatch({ type: "want", ...wantedBy(model.get(), options.get()) });
  for (const fact of [options, model]) fact.subscribe(want);
  want();
  const runOn = createRunOn({ build, model, forced: query.get("provider"), notices });
  const kept = createKeptBatch({
    app: version,
    options,
    model,
    sources,
    saved: savedCutouts,
    isWriting,
    notices,
    onSpoiled: (id, error) => dispatch({ type: "spoiled", id, error, now: now() }),
  });
  const picker = createModelPicker({
    catalogue: first.catalogue,
    isFromAddress: first.isFromAddress,
    model,
    progress,
    store: models,
    dialog: byId("models-dialog", HTMLDialogElement),
    line: modelLine,
    licences,
    room: kept,
    speeds,
    toFetch,
    now,
  });

  // What works on the photos, and what comes of it.
  const jobs = createJobs({
    store,
    models,
    model,
    providers: runOn.providers,
    units,
    sources,
    isSourceIntact: kept.isSourceIntact,
    results: kept.results,
    mattes: kept.mattes,
    notices,
    now,
    options,
  });
  runOn.choice.subscribe(jobs.dropSpare);
  const zip = createBatchZip({
    units,
    items: itemsNow,
    checked: kept.checked,
    cutoutOf: kept.cutoutOf,
    openTemporary: kept.openZip,
    free: kept.free,
    notices,
    say,
    isWriting,
    savedCutouts,
  });
  const view = createBatchView({
    store,
    now,
    results: kept.results,
    checked: kept.checked,
    checkedWithPhoto: kept.checkedWithPhoto,
    cutoutOf: kept.cutoutOf,
    originalOf: kept.originalOf,
    mattes: kept.mattes,
    hasSource: (id) => sources.has(id),
    modelOfJob: jobs.modelOfJob,
    titleOf: picker.titleOf,
    zip,
    savedCutouts,
    ask: dialog.ask,
    say,
  });
  const { bestPlan } = runOn;
  const offline = startOffline({ build, models, model, progress, bestPlan, notices, dispatch, now });

  /** @param {QueueState} state */
  function render(state) {
    view.update(state);
    settings.update(state);
    zip.update(totals(state));
    offline.update(state);
    picker.update(state);
    const ran = processingItem(state);
    if (ran !== null && ran.provider !== null) modelLine.updateProvider(ran.provider, ran.threads, runOn.choice.get());
  }
  store.subscribe(render);
  store.subscribe(kept.update);

  /** After a change that is not the queue's. */
  function refresh() {
    kept.update(getState());
    kept.show();
    render(getState());
  }
  for (const fact of [options, model]) fact.subscribe(settings.settle);
  for (const fact of [options, model, toFetch, isWriting, savedCutouts]) fact.subscribe(refresh);

  void kept.offerEarlier({
    ask: dialog.ask,
    count: () => itemsNow().length,
    onResume({ items, saved, options: before, model: id }) {
      if (itemsNow().length === 0) {
        settings.restore(before);
        if (!picker.restore(id)) notices.show(messages.otherModelOfBatchMessage(model.get().title));
      }
      savedCutouts.add(items.filter((item) => saved.has(item.id)));
      dispatch({ type: "restore", items, now: now() });
      // The pressed button is gone.
      view.focus();
    },
    onChecked: refresh,
    saveZip: zip.saveZip,
  });
  settings.enable();
  runOn.enable();
  enableIntake({
    items: itemsNow,
    sources,
    onBack(files) {
      for (const [id, file] of files) kept.putBack(id, file);
      dispatch({ type: "photosBack", ids: [...files.keys()], now: now() });
      // What can be changed has changed, also where no item has.
      refresh();
    },
    onAdded(added) {
      if (added.length > 0) void kept.askToPersist();
      dispatch({ type: "add", sources: added, now: now() });
    },
    notices,
    say,
  });
  // Behind the page: nothing that is looked at waits for it.
  whenIdle(zip.prepare);
}
