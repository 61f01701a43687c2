// One job's life: take a worker, give it the photo, hear it out, end it. It knows messages and time limits, not the queue.

import { assertNever } from "../shared/protocol.js";
import { createStageWatch } from "./stage-watch.js";

/** @import { Options } from "../shared/options.js" */
/** @import { DoneMessage, FailedMessage, MatteMessage, PassedMessage, ProgressMessage, ReadyMessage, Task, WorkerMessage } from "../shared/protocol.js" */
/** @import { JobWorker, Recipe } from "./job-worker.js" */
/** @import { SpareWorker } from "./spare-worker.js" */

/**
 * @typedef {object} Job
 * @property {Recipe} recipe
 * @property {Task} task
 * @property {File} file
 * @property {Options} options
 * @property {(message: ProgressMessage) => void} onProgress
 * @property {(message: ReadyMessage) => void} onReady
 * @property {(message: PassedMessage) => void} [onPassed] of a "cut"
 * @property {(message: MatteMessage) => void} [onMatte] of a "cut"
 */

/** @typedef {DoneMessage | FailedMessage} Outcome */
/** @typedef {(signal: AbortSignal, job: Job) => Promise<Outcome>} RunJob */

/**
 * Runs one job in a worker of its own. The promise never rejects; after an abort it stays pending, because nobody waits
 * for a cancelled job.
 *
 * @param {Pick<SpareWorker, "take">} workers
 * @param {() => number} [now] milliseconds
 * @returns {RunJob}
 */
export function createRunJob(workers, now = () => performance.now()) {
  return (signal, job) =>
    new Promise((resolve) => {
      const askedAt = now();
      /** @type {JobWorker} */
      let worker;
      let isAhead = false;
      let isSecondStart = false;
      let waitSeconds = 0;
      const watch = createStageWatch(({ stage, limitSeconds }) => worker.fellSilent(stage, limitSeconds), now);

      function begin() {
        ({ worker, isAhead } = workers.take(job.recipe));
        watch.heard("start");
        worker.listen(hear);
      }

      function end() {
        watch.stop();
        signal.removeEventListener("abort", end);
        worker.end();
      }

      /** @param {WorkerMessage} message */
      function hear(message) {
        switch (message.type) {
          case "alive":
          case "kit":
          case "python":
            break;
          case "ready":
            waitSeconds = (now() - askedAt) / 1000;
            job.onReady(message);
            worker.run({ type: "run", ...job.task, file: job.file, options: job.options });
            break;
          case "progress":
            watch.heard(message.stage, message.limitSeconds ?? null);
            job.onProgress(message);
            break;
          case "passed":
            job.onPassed?.(message);
            break;
          case "matte":
            job.onMatte?.(message);
            break;
          case "done": {
            end();
            const start = { ...(isAhead && { prepared_ahead: true }), ...(isSecondStart && { second_start: true }) };
            const { details, timings } = message.result;
            resolve({
              ...message,
              result: {
                ...message.result,
                details: { ...details, ...start },
                timings: { ...timings, wait: waitSeconds },
              },
            });
            break;
          }
          case "failed":
            if (message.stage === "start" && (isAhead || worker.isKitToBlame())) {
              // What went wrong before the photo was there, though it was perhaps noticed later, is not the photo's fault: a
              // worker of its own gets a chance, and one without the snapshot. Neither can happen twice.
              isSecondStart = worker.isKitToBlame();
              worker.end();
              begin();
              break;
            }
            end();
            resolve(message);
            break;
          default:
            assertNever(message);
        }
      }

      signal.addEventListener("abort", end, { once: true });
      begin();
    });
}
