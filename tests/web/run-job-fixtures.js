// One job in a fake worker, as run-job.js runs it, and a clock for it.

import { DEFAULT_OPTIONS } from "../../web/src/shared/options.js";
import { createRunJob } from "../../web/src/worker-client/run-job.js";
import { createSpareWorker } from "../../web/src/worker-client/spare-worker.js";
import { createKitKeeper } from "../../web/src/worker-client/start-kit.js";
import { FakeWorker } from "./fake-worker.js";

export const RESULT = {
  ...{ bytes: 6, width: 4, height: 3, extension: ".png", media_type: "image/png" },
  ...{ facts: { doubt: 0, reasons: [] }, details: {}, timings: { decode: 0.1 }, looks: [] },
};
const FILES = { cutout: new Blob(["cutout"]), thumbnail: new Blob(["thumbnail"]), original: null };
export const DONE = { type: "done", files: FILES, result: RESULT };

/** @param {{ isAhead?: boolean, kits?: any, more?: object }} [how] isAhead: the worker was started before its job; more: of the job */
export function started({ isAhead = false, kits = createKitKeeper(), more = {} } = {}) {
  const workers = /** @type {FakeWorker[]} */ ([]);
  const spare = createSpareWorker(() => {
    workers.push(new FakeWorker());
    return /** @type {any} */ (workers.at(-1));
  }, kits);
  const clock = { now: 0 };
  const runJob = createRunJob(spare, () => clock.now);
  const controller = new AbortController();
  const heard = /** @type {any[]} */ ([]);
  const job = /** @type {any} */ ({
    recipe: {
      units: { app: "/assets/app.0/" },
      network: {
        model: { entry: { id: "m" }, graph: new Blob(), weights: null },
        plan: { key: "webgpu/jspi/float32/0" },
        checks: [],
      },
      reduced: false,
    },
    task: { work: "cut" },
    file: new File(["x"], "x.png"),
    options: DEFAULT_OPTIONS,
    onProgress: (/** @type {any} */ message) => heard.push(message),
    onReady: (/** @type {any} */ message) => heard.push(message),
    onPassed: (/** @type {any} */ message) => heard.push(message),
    onMatte: (/** @type {any} */ message) => heard.push(message),
    ...more,
  });
  if (isAhead) {
    spare.warm(job.recipe);
  }
  const outcome = runJob(controller.signal, job);
  const worker = /** @type {FakeWorker} */ (workers[0]);
  return { outcome, worker, workers, controller, heard, job, clock };
}

/** Node's timers fire a chain of timeouts only step by step. @param {any} context @param {number} seconds */
export function pass(context, seconds) {
  for (let second = 0; second < seconds; second += 1) {
    context.mock.timers.tick(1000);
  }
}
