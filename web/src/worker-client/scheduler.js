// Performs the queue's effects: runs one job at a time and hands over what it brings. It decides no order, keeps no status and
// chooses no work; those are the queue's. How each work is done is cut-photo.js's and finish-photo.js's.

import { failureOf } from "../shared/errors.js";
import { assertNever } from "../shared/protocol.js";
import { createCutPhoto } from "./cut-photo.js";
import { createFinishPhoto } from "./finish-photo.js";
import { failedIn, noteReduced, withDetails } from "./job-outcome.js";
import { createNextWorker } from "./next-worker.js";
import { createPhotoFile } from "./photo-job.js";

/** @import { Effect, JobEvent, ModelDamagedEvent, StartEffect } from "../queue/events.js" */
/** @import { Units } from "../shared/config.js" */
/** @import { ModelDescriptor } from "../shared/model.js" */
/** @import { Options } from "../shared/options.js" */
/** @import { MatteMessage, ModelFiles } from "../shared/protocol.js" */
/** @import { Work } from "../shared/work.js" */
/** @import { Progress } from "./photo-job.js" */
/** @import { FirstLook } from "./first-look.js" */
/** @import { ModelStore } from "./model-store.js" */
/** @import { ProviderChooser } from "./provider-chooser.js" */
/** @import { CopyWatch } from "./copy-watch.js" */
/** @import { RunJob } from "./run-job.js" */
/** @import { SpareWorker } from "./spare-worker.js" */

/** @typedef {{ cutout: Blob, thumbnail: Blob, originalPreview: Blob | null }} FinishedBlobs */
/** @typedef {{ set: (id: string, mattes: readonly Blob[]) => void, get: (id: string) => Promise<readonly Blob[] | null>, delete: (id: string) => void }} Mattes */

/**
 * @typedef {object} SchedulerParts
 * @property {(event: JobEvent | ModelDamagedEvent) => void} dispatch
 * @property {FirstLook} firstLook what it refuses needs neither model nor worker
 * @property {RunJob} runJob
 * @property {Pick<SpareWorker, "warm" | "rest">} spare
 * @property {number} cores of this machine
 * @property {() => Work | null} nextWork of the photo that is next, so that a worker prepared ahead has something to do
 * @property {Pick<ModelStore, "get">} models
 * @property {Pick<CopyWatch, "made" | "forget" | "rest">} copies
 * @property {() => ModelDescriptor} model read once per "cut", like the options
 * @property {Pick<ProviderChooser, "forJob" | "passed">} providers
 * @property {Units} units
 * @property {Map<string, File>} sources
 * @property {(id: string) => Promise<boolean>} isSourceIntact false: a copy of an earlier visit that is damaged by now
 * @property {{ set: (id: string, blobs: FinishedBlobs) => void, delete: (id: string) => void }} results
 * @property {Mattes} mattes
 * @property {() => number} now
 * @property {() => Options} options
 */

/**
 * @param {SchedulerParts} parts
 * @returns {{ perform(effect: Effect): void }}
 */
export function createScheduler(parts) {
  const { dispatch, spare, copies, model, sources, results, mattes, now, options } = parts;
  const photoFile = createPhotoFile(parts);
  const nextWorker = createNextWorker(parts);
  const cutPhoto = createCutPhoto({ ...parts, nextWorker });
  const finishPhoto = createFinishPhoto({ ...parts, nextWorker });
  /** @type {Map<string, AbortController>} */
  const running = new Map();

  /** @param {StartEffect} effect */
  async function start({ id, attempt, work, matte: facts, looks, reduced = false }) {
    const controller = new AbortController();
    const { signal } = controller;
    running.set(id, controller);
    // Read once: what is changed while this job runs is for the jobs after it.
    const chosen = { ...options(), looks: facts?.asked ?? looks };
    const wanted = work === "cut" ? model() : null;
    const dispatchInTime = (/** @type {JobEvent} */ event) => {
      if (!signal.aborted) dispatch(event);
    };
    let isDoubtful = false;

    // What nobody expected ends this photo too: the queue would wait for it forever.
    const ended = await photoEnd().catch((error) => failedIn(failureOf("internal-error", {}, String(error)), "start"));
    const outcome = noteReduced(ended, reduced);
    if (signal.aborted) {
      return;
    }
    running.delete(id);
    spare.rest();
    if (outcome.type === "failed") {
      const { code, stage, found, detail } = outcome;
      dispatch({ type: "failed", id, attempt, error: { code, stage, found, detail }, now: now() });
      // Its matte is still there.
      if (isDoubtful) dispatch({ type: "modelDamaged", ids: [id], now: now() });
    } else {
      const { cutout, thumbnail, original } = outcome.files;
      results.set(id, { cutout, thumbnail, originalPreview: original });
      const { result } = outcome;
      const noted = isDoubtful ? { ...result.facts, model_damaged: true } : result.facts;
      const made = { ...result, facts: noted, options: chosen, model: facts?.model ?? null };
      dispatch({ type: "done", id, attempt, result: made, now: now() });
    }
    // The queue has started the next photo by now, if there is one.
    if (running.size === 0) copies.rest();

    async function photoEnd() {
      const file = await photoFile(id);
      return file instanceof Blob ? run(file) : file;
    }

    /** @param {File} photo */
    async function run(photo) {
      const job = {
        ...{ id, signal, file: photo, options: chosen, reduced },
        progress: (/** @type {Progress} */ { stage, fraction, look }) =>
          dispatchInTime({ type: "progress", id, attempt, stage, fraction, ...(look && { look }), now: now() }),
      };
      const jobEnd = await (wanted === null
        ? finishPhoto({ ...job, look: facts?.chosen ?? 0 })
        : cutPhoto({ ...job, model: wanted, onNetwork, onMatte }));
      return facts === null ? jobEnd : withDetails(jobEnd, facts.details);
    }

    /** @param {import("../shared/protocol.js").ReadyMessage} ready */
    function onNetwork({ provider, threads }) {
      if (provider !== null) dispatchInTime({ type: "provider", id, attempt, provider, threads });
    }

    /** @param {MatteMessage} message @param {ModelFiles} files */
    function onMatte(message, files) {
      isDoubtful = copies.made(id, files);
      facts = message.facts;
      mattes.set(id, message.mattes);
      dispatchInTime({ type: "matte", id, attempt, matte: facts });
    }
  }

  return {
    perform(effect) {
      switch (effect.type) {
        case "start":
          void start(effect);
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
            mattes.delete(id);
          }
          copies.forget(effect.ids);
          break;
        case "discardResults":
          for (const id of effect.ids) results.delete(id);
          break;
        case "discardMattes":
          for (const id of effect.ids) mattes.delete(id);
          break;
        default:
          assertNever(effect);
      }
    },
  };
}
