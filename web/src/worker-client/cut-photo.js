// A "cut": the model is fetched, the network finds the photo's matte in the best way that works here, and the cutout is made
// from it, all in one worker. Which ways there are and what failed is provider-chooser.js's.

import { failureOf } from "../shared/errors.js";
import { ModelError } from "../shared/model-error.js";
import { failedIn } from "./job-outcome.js";

/** @import { Units } from "../shared/config.js" */
/** @import { ModelDescriptor, SelfCheck } from "../shared/model.js" */
/** @import { Details } from "../shared/plain-values.js" */
/** @import { MatteMessage, ModelFiles, ReadyMessage } from "../shared/protocol.js" */
/** @import { Plan } from "../shared/providers.js" */
/** @import { ModelStore } from "./model-store.js" */
/** @import { NextWorker } from "./next-worker.js" */
/** @import { PhotoJob } from "./photo-job.js" */
/** @import { ProviderChooser } from "./provider-chooser.js" */
/** @import { Outcome, RunJob } from "./run-job.js" */

/**
 * @typedef {object} CutJob
 * @property {ModelDescriptor} model
 * @property {(ready: ReadyMessage) => void} onNetwork it is loaded
 * @property {(message: MatteMessage, files: ModelFiles) => void} onMatte files: that found it
 */

/**
 * @param {object} parts
 * @param {RunJob} parts.runJob
 * @param {NextWorker} parts.nextWorker
 * @param {Pick<ModelStore, "get">} parts.models
 * @param {Pick<ProviderChooser, "forJob" | "passed">} parts.providers
 * @param {Units} parts.units
 * @param {() => number} parts.now milliseconds
 * @returns {(job: PhotoJob & CutJob) => Promise<Outcome>}
 */
export function createCutPhoto({ runJob, nextWorker, models, providers, units, now }) {
  /**
   * @param {PhotoJob & CutJob} job
   * @param {Plan} plan
   * @param {readonly SelfCheck[]} checks
   * @param {string} note why nothing better runs; may be empty
   * @returns {Promise<Outcome>}
   */
  async function runOnce(job, plan, checks, note) {
    const { model, signal, file, options, reduced, progress, onNetwork, onMatte } = job;
    const fetchedAt = now();
    /** @type {ModelFiles} */
    let files;
    try {
      files = await models.get(model.id, {
        onProgress: (fraction) => progress({ stage: "model", fraction }),
        variant: plan.variant,
      });
    } catch (error) {
      return error instanceof ModelError
        ? failedIn(error, "model")
        : failedIn(failureOf("internal-error", {}, `the model could not be fetched: ${error}`), "model");
    }
    if (signal.aborted) {
      return failedIn(failureOf("internal-error", {}, "cancelled"), "model");
    }
    const modelSeconds = (now() - fetchedAt) / 1000;
    const network = { model: files, plan, checks };
    const next = nextWorker(network, reduced);
    const outcome = await runJob(signal, {
      recipe: { units, network, reduced },
      task: { work: "cut" },
      file,
      options,
      onProgress(message) {
        progress(message);
        next.reached(message.stage);
      },
      onReady(ready) {
        next.ready(ready);
        onNetwork(ready);
      },
      onPassed({ look }) {
        providers.passed(model, plan, look);
        next.passed(look);
      },
      onMatte(message) {
        /** @type {Details} */
        const noted = note === "" ? {} : { provider_note: note };
        const { facts } = message;
        onMatte({ ...message, facts: { ...facts, details: { ...facts.details, ...noted } } }, files);
      },
    });
    if (outcome.type === "failed") {
      return outcome;
    }
    const { result } = outcome;
    return { ...outcome, result: { ...result, timings: { model: modelSeconds, ...result.timings } } };
  }

  return async (job) => {
    const plans = providers.forJob(job.model);
    for (;;) {
      job.progress({ stage: "model", fraction: null });
      const { plan: best, checks, note } = await plans.next();
      if (best === null) {
        return failedIn(failureOf("session-failed", { case: "nothing-runs" }, note), "start");
      }
      const plan = job.reduced ? withOneThread(best) : best;
      const outcome = await runOnce(job, plan, checks, note);
      if (outcome.type === "done" || !(await plans.failed(plan, outcome))) {
        return outcome;
      }
    }
  };
}

/**
 * Each thread costs memory.
 *
 * @param {Plan} plan
 * @returns {Plan}
 */
function withOneThread(plan) {
  return plan.provider === "webgpu" || plan.threads === 1 ? plan : { ...plan, key: `${plan.key}/1`, threads: 1 };
}
