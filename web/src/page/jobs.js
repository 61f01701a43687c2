// What runs the photos: the scheduler, the worker prepared ahead, and what the first worker leaves for the next ones. Which
// photo is next is the queue's.

import { isWaiting } from "../queue/selectors.js";
import { createFirstLook } from "../worker-client/first-look.js";
import { createModuleWorker } from "../worker-client/job-worker.js";
import { createRunJob } from "../worker-client/run-job.js";
import { createScheduler } from "../worker-client/scheduler.js";
import { createSnapshotStore } from "../worker-client/snapshot-store.js";
import { createSpareWorker } from "../worker-client/spare-worker.js";
import { createKitKeeper } from "../worker-client/start-kit.js";

/** @import { QueueEvent, QueueState } from "../queue/events.js" */
/** @import { SchedulerParts } from "../worker-client/scheduler.js" */

/**
 * @param {Omit<SchedulerParts, "dispatch" | "firstLook" | "runJob" | "spare" | "cores" | "isWaiting"> & {
 *   store: import("../queue/store.js").Store<QueueState, QueueEvent>,
 * }} parts
 */
export function createJobs({ store, model, units, ...parts }) {
  let modelOfJob = model();
  const spare = createSpareWorker(createModuleWorker, createKitKeeper(createSnapshotStore(units, navigator.userAgent)));
  const { perform } = createScheduler({
    ...parts,
    dispatch: store.dispatch,
    firstLook: createFirstLook(async () => (await fetch(`${units.app}shared/first-bytes.json`)).json()),
    runJob: createRunJob(spare),
    spare,
    cores: navigator.hardwareConcurrency || 1,
    isWaiting: () => isWaiting(store.getState()),
    model() {
      modelOfJob = model();
      return modelOfJob;
    },
    units,
  });

  return {
    perform,
    /** The running photo keeps the model it started with. */
    modelOfJob: () => modelOfJob,
    dropSpare: spare.drop,
  };
}
