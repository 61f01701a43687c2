// What runs the photos: the scheduler, the worker prepared ahead, and what the first worker leaves for the next ones. Which
// photo is next is the queue's.

import { nextWork } from "../queue/selectors.js";
import { damagedCopyMessage } from "../words/damage-words.js";
import { createCopyWatch } from "../worker-client/copy-watch.js";
import { createFirstLook } from "../worker-client/first-look.js";
import { createModuleWorker } from "../worker-client/job-worker.js";
import { createRunJob } from "../worker-client/run-job.js";
import { createScheduler } from "../worker-client/scheduler.js";
import { createSnapshotStore } from "../worker-client/snapshot-store.js";
import { createSpareWorker } from "../worker-client/spare-worker.js";
import { createKitKeeper } from "../worker-client/start-kit.js";

/** @import { Observed } from "../lib/observable.js" */
/** @import { QueueStore } from "../queue/events.js" */
/** @import { ModelDescriptor } from "../shared/model.js" */
/** @import { Options } from "../shared/options.js" */
/** @import { SchedulerParts } from "../worker-client/scheduler.js" */

/**
 * @param {Omit<SchedulerParts, "dispatch" | "firstLook" | "runJob" | "spare" | "cores" | "nextWork" | "copies" | "models" | "model" | "options"> & {
 *   store: QueueStore,
 *   model: Observed<ModelDescriptor>,
 *   options: Observed<Options>,
 *   models: import("../worker-client/model-store.js").ModelStore,
 *   notices: { show: (notice: import("../ui/notices.js").Notice) => void },
 * }} parts
 */
export function createJobs({ store, models, model, options, units, notices, ...parts }) {
  let modelOfJob = model.get();
  const copies = createCopyWatch({
    isSound: models.isSound,
    onDamaged(title, ids) {
      store.dispatch({ type: "modelDamaged", ids, now: parts.now() });
      notices.show(damagedCopyMessage(title, ids.length));
    },
  });
  const kits = createKitKeeper(createSnapshotStore(units, navigator.userAgent));
  const spare = createSpareWorker(createModuleWorker, kits, ({ network }) => {
    // Without a network it had no weights to write into.
    if (network !== null) copies.workerDied(network.model);
  });
  const { perform } = createScheduler({
    ...parts,
    dispatch: store.dispatch,
    firstLook: createFirstLook(async () => (await fetch(`${units.app}shared/first-bytes.json`)).json()),
    runJob: createRunJob(spare),
    models,
    copies,
    spare,
    cores: navigator.hardwareConcurrency || 1,
    nextWork: () => nextWork(store.getState()),
    model() {
      modelOfJob = model.get();
      return modelOfJob;
    },
    options: options.get,
    units,
  });
  store.performWith(perform);

  return {
    /** The running photo keeps the model it started with. */
    modelOfJob: () => modelOfJob,
    dropSpare: spare.drop,
  };
}
