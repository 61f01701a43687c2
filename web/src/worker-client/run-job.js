// One worker's life: start it, give it one job, hear it out, terminate it. It knows messages and time limits, not the queue.

import { assertNever, isWorkerMessage } from "../shared/protocol.js";
import { stageInfo } from "../shared/stages.js";

/** @import { Units } from "../shared/config.js" */
/** @import { Options } from "../shared/options.js" */
/** @import { DoneMessage, FailedMessage, ModelFiles, ProgressMessage, ReadyMessage } from "../shared/protocol.js" */
/** @import { ProviderChoice } from "../shared/providers.js" */
/** @import { Stage } from "../shared/stages.js" */

/**
 * @typedef {object} Job
 * @property {Units} units
 * @property {ModelFiles} model
 * @property {ProviderChoice} provider
 * @property {File} file
 * @property {Options} options
 * @property {(message: ProgressMessage) => void} onProgress
 * @property {(message: ReadyMessage) => void} onReady
 */

/** @typedef {DoneMessage | FailedMessage} Outcome */
/** @typedef {(signal: AbortSignal, job: Job) => Promise<Outcome>} RunJob */

/**
 * Runs one job in a worker of its own. The promise never rejects; after an abort it stays pending, because nobody waits
 * for a cancelled job.
 *
 * @param {(units: Units) => Worker} createWorker
 * @returns {RunJob}
 */
export function createRunJob(createWorker) {
  return (signal, job) =>
    new Promise((resolve) => {
      const worker = createWorker(job.units);
      /** @type {Stage} */
      let stage = "start";
      /** @type {ReturnType<typeof setTimeout> | undefined} */
      let timer;
      let ended = false;

      /** @param {Outcome | null} outcome */
      function end(outcome) {
        ended = true;
        clearTimeout(timer);
        signal.removeEventListener("abort", abort);
        worker.terminate();
        if (outcome !== null) {
          resolve(outcome);
        }
      }
      const abort = () => end(null);

      /** @param {FailedMessage["code"]} code @param {string} message @param {string} detail */
      const fail = (code, message, detail) => end({ type: "failed", code, stage, message, detail });

      function restartTimer() {
        const { label, limitSeconds } = stageInfo(stage);
        clearTimeout(timer);
        timer = setTimeout(
          () => fail("stage-timeout", `"${label}" gave no sign of life for ${limitSeconds} seconds.`, ""),
          limitSeconds * 1000,
        );
      }

      worker.addEventListener("message", ({ data }) => {
        if (ended) {
          return;
        }
        if (!isWorkerMessage(data)) {
          fail(
            "internal-error",
            "The worker sent a message that makes no sense.",
            JSON.stringify(data)?.slice(0, 200) ?? "",
          );
          return;
        }
        switch (data.type) {
          case "ready":
            job.onReady(data);
            worker.postMessage({ type: "run", file: job.file, options: job.options });
            break;
          case "progress":
            stage = data.stage;
            restartTimer();
            job.onProgress(data);
            break;
          case "done":
          case "failed":
            end(data);
            break;
          default:
            assertNever(data);
        }
      });
      worker.addEventListener("error", (event) => {
        event.preventDefault();
        const where = event.filename ? ` (${new URL(event.filename).pathname}:${event.lineno})` : "";
        fail("worker-crashed", "The worker for this photo stopped.", `${event.message ?? "no message"}${where}`);
      });
      worker.addEventListener("messageerror", () => {
        fail("worker-crashed", "The worker's answer could not be read.", "messageerror");
      });
      signal.addEventListener("abort", abort, { once: true });
      restartTimer();
      worker.postMessage({ type: "prepare", units: job.units, model: job.model, provider: job.provider });
    });
}

/** @param {Units} units */
export function createModuleWorker(units) {
  return new Worker(`${units.app}worker/main.js`, { type: "module", name: "cutroom-job" });
}
