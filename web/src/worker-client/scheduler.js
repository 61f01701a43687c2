// Performs the queue's effects: fetches the model, runs one job at a time, hands results over. It decides no order and
// keeps no status; those are the queue's.

import { ModelError } from "../shared/model-error.js";
import { assertNever } from "../shared/protocol.js";
import { failure, noteReduced, noteWhy } from "./job-outcome.js";
import { spareFrom } from "./spare-worker.js";

/** @import { Effect, JobEvent } from "../queue/events.js" */
/** @import { ModelDescriptor, SelfCheck, Units } from "../shared/config.js" */
/** @import { Options } from "../shared/options.js" */
/** @import { DoneMessage, ModelFiles } from "../shared/protocol.js" */
/** @import { Plan } from "../shared/providers.js" */
/** @import { Stage } from "../shared/stages.js" */
/** @import { FirstLook } from "./first-look.js" */
/** @import { ModelStore } from "./model-store.js" */
/** @import { ProviderChooser } from "./provider-chooser.js" */
/** @import { CopyWatch } from "./copy-watch.js" */
/** @import { Outcome, RunJob } from "./run-job.js" */
/** @import { SpareWorker } from "./spare-worker.js" */

/** @typedef {Pick<DoneMessage, "cutout" | "thumbnail" | "originalPreview">} FinishedBlobs */

/**
 * @typedef {object} SchedulerParts
 * @property {(event: JobEvent) => void} dispatch
 * @property {FirstLook} firstLook what it refuses needs neither model nor worker
 * @property {RunJob} runJob
 * @property {Pick<SpareWorker, "warm" | "rest">} spare
 * @property {number} cores of this machine
 * @property {() => boolean} isWaiting is another photo queued, so that a worker prepared ahead has something to do?
 * @property {Pick<ModelStore, "get">} models
 * @property {Pick<CopyWatch, "made" | "forget" | "rest">} copies
 * @property {() => ModelDescriptor} model read once per job, like the options
 * @property {Pick<ProviderChooser, "forJob" | "passed">} providers
 * @property {Units} units
 * @property {Map<string, File>} sources
 * @property {(id: string) => Promise<boolean>} isSourceIntact false: a copy of an earlier visit that is damaged by now
 * @property {{ set: (id: string, blobs: FinishedBlobs) => void, delete: (id: string) => void }} results
 * @property {() => number} now
 * @property {() => Options} options
 */

/**
 * @param {SchedulerParts} parts
 * @returns {{ perform(effect: Effect): void }}
 */
export function createScheduler({
  dispatch,
  firstLook,
  runJob,
  spare,
  cores,
  isWaiting,
  models,
  copies,
  model,
  providers,
  units,
  sources,
  isSourceIntact,
  results,
  now,
  options,
}) {
  /** @type {Map<string, AbortController>} */
  const running = new Map();

  /**
   * @param {string} id
   * @param {number} attempt
   * @param {boolean} reduced
   */
  async function start(id, attempt, reduced) {
    const controller = new AbortController();
    running.set(id, controller);
    // Read once: what is changed while this job runs is for the jobs after it.
    const chosen = options();
    const modelOfJob = model();
    /** What the network was last run with. @type {ModelFiles | null} */
    let used = null;
    const onFiles = (/** @type {ModelFiles} */ files) => {
      used = files;
    };
    const ended = await finish(id, attempt, controller.signal, { chosen, modelOfJob, reduced, onFiles });
    const outcome = noteReduced(ended, reduced);
    if (controller.signal.aborted) {
      return;
    }
    running.delete(id);
    spare.rest();
    if (outcome.type === "failed") {
      const { code, stage, message, detail } = outcome;
      dispatch({ type: "failed", id, attempt, error: { code, stage, message, detail }, now: now() });
      lookIfIdle();
      return;
    }
    const { cutout, thumbnail, originalPreview, width, height, extension, mediaType, timings } = outcome;
    results.set(id, { cutout, thumbnail, originalPreview });
    const isDoubtful = used !== null && copies.made(id, used);
    const details = isDoubtful ? { ...outcome.details, model_damaged: true } : outcome.details;
    const made = { options: chosen, model: modelOfJob.id };
    const result = { bytes: cutout.size, width, height, extension, mediaType, timings, details, ...made };
    dispatch({ type: "done", id, attempt, result, now: now() });
    lookIfIdle();
  }

  /** The queue has started the next photo by now, if there is one. */
  function lookIfIdle() {
    if (running.size === 0) copies.rest();
  }

  /**
   * @param {string} id
   * @param {number} attempt
   * @param {AbortSignal} signal
   * @param {{ chosen: Options, modelOfJob: ModelDescriptor, reduced: boolean, onFiles: (files: ModelFiles) => void }} how
   * @returns {Promise<Outcome>}
   */
  async function finish(id, attempt, signal, { chosen, modelOfJob, reduced, onFiles }) {
    const file = sources.get(id);
    if (file === undefined) {
      return failure("source-not-kept", "decode", "The page no longer holds this file.", "");
    }
    if (!(await isSourceIntact(id))) {
      return failure("source-not-kept", "decode", "The copy of it that was kept on this device is damaged.", "");
    }
    const refused = await firstLook(file);
    if (refused !== null) {
      return failure(refused.code, "decode", refused.message, refused.detail);
    }
    const progress = (
      /** @type {import("../shared/stages.js").Stage} */ stage,
      /** @type {number | null} */ fraction,
    ) => {
      if (!signal.aborted) {
        dispatch({ type: "progress", id, attempt, stage, fraction, now: now() });
      }
    };
    const plans = providers.forJob(modelOfJob);
    for (;;) {
      progress("model", null);
      const { plan: best, check, note } = await plans.next();
      if (best === null) {
        return failure("session-failed", "start", `Nothing in this browser can run this model. ${note}`.trim(), "");
      }
      const plan = reduced ? withOneThread(best) : best;
      const outcome = await runOnce(plan, check);
      if (outcome.type === "done" || !(await plans.failed(plan, outcome))) {
        return noteWhy(outcome, note);
      }
    }

    /**
     * @param {Plan} plan
     * @param {SelfCheck | null} check
     * @returns {Promise<Outcome>}
     */
    async function runOnce(plan, check) {
      const fetchedAt = now();
      /** @type {ModelFiles} */
      let files;
      try {
        files = await models.get(modelOfJob.id, {
          onProgress: (fraction) => progress("model", fraction),
          variant: plan.variant,
        });
      } catch (error) {
        return error instanceof ModelError
          ? failure(error.code, "model", error.message, error.detail)
          : failure("internal-error", "model", "The model could not be fetched.", String(error));
      }
      if (signal.aborted) {
        return failure("internal-error", "model", "Cancelled.", "");
      }
      onFiles(files);
      const modelSeconds = (now() - fetchedAt) / 1000;
      /** @type {Stage | null} */
      let warmAt = null;
      const recipe = { units, model: files, plan, check, reduced };
      const outcome = await runJob(signal, {
        recipe,
        file: /** @type {File} */ (file),
        options: chosen,
        onProgress({ stage, fraction }) {
          progress(stage, fraction);
          if (stage === warmAt && !reduced && isWaiting()) {
            spare.warm({ ...recipe, check: null });
          }
        },
        onReady(ready) {
          warmAt = spareFrom(ready, cores);
          if (check !== null) {
            providers.passed(modelOfJob, plan);
          }
          dispatch({ type: "provider", id, attempt, provider: ready.provider, threads: ready.threads });
        },
      });
      return outcome.type === "done" ? { ...outcome, timings: { model: modelSeconds, ...outcome.timings } } : outcome;
    }
  }

  return {
    perform(effect) {
      switch (effect.type) {
        case "start":
          void start(effect.id, effect.attempt, effect.reduced === true);
          break;
        case "stop":
          running.get(effect.id)?.abort();
          running.delete(effect.id);
          spare.rest();
          break;
        case "discard":
          for (const id of effect.ids) {
            sources.delete(id);
            results.delete(id);
          }
          copies.forget(effect.ids);
          break;
        case "discardResults":
          for (const id of effect.ids) {
            results.delete(id);
          }
          break;
        case "discardMattes":
          break;
        default:
          assertNever(effect);
      }
    },
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
