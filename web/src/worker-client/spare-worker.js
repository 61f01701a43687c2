// At most one worker that is prepared ahead: Python is there, and the session where the network is to run; a photo is not. It
// knows no queue; when a spare is worth its memory, and for which work, is the scheduler's business. A worker taken from here
// runs one job, as every other does.

import { startJobWorker } from "./job-worker.js";
import { createKitKeeper } from "./start-kit.js";

/** @import { Units } from "../shared/config.js" */
/** @import { ReadyMessage } from "../shared/protocol.js" */
/** @import { Stage } from "../shared/stages.js" */
/** @import { KitKeeper } from "./start-kit.js" */
/** @import { JobWorker, Recipe } from "./job-worker.js" */

/** A batch that goes on takes the spare within seconds; after that its memory is better given back. */
const IDLE_LIMIT_MS = 60_000;

/**
 * The stage of the photo in work from which a spare gets ready. Beside a network that keeps every core busy it would cost
 * as much as it saves, so there it waits for the stages after it, which use one core; as all stages of a "finish" do.
 *
 * @param {Pick<ReadyMessage, "provider" | "threads">} ready of the photo's own worker
 * @param {number} cores
 * @returns {Stage}
 */
export function spareFrom({ provider, threads }, cores) {
  if (provider === null) return cores > 1 ? "decode" : "preview";
  return provider === "wasm" && (threads ?? 1) >= cores ? "alpha" : "inference";
}

/** @typedef {{ worker: JobWorker, isAhead: boolean }} Taken isAhead: it was started before its job */

/**
 * @typedef {object} SpareWorker
 * @property {(recipe: Recipe) => Taken} take the spare where it fits, else a worker started now
 * @property {(recipe: Recipe) => void} warm starts a spare unless one of that recipe is there
 * @property {() => void} rest no job runs: a spare that nobody takes ends after a while
 * @property {() => void} drop
 */

/**
 * @param {(units: Units) => Worker} createWorker
 * @param {KitKeeper} [kits]
 * @param {(recipe: Recipe) => void} [onDied] a worker ended badly, whatever it was doing
 * @returns {SpareWorker}
 */
export function createSpareWorker(createWorker, kits = createKitKeeper(), onDied = () => {}) {
  /** @type {JobWorker | null} */
  let spare = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let idleTimer;

  function drop() {
    clearTimeout(idleTimer);
    spare?.end();
    spare = null;
  }

  return {
    take(recipe) {
      clearTimeout(idleTimer);
      if (spare !== null && isSame(spare.recipe, recipe)) {
        const worker = spare;
        spare = null;
        return { worker, isAhead: true };
      }
      // What was asked for differs, so the spare is worth nothing now and its memory is wanted.
      drop();
      return { worker: startJobWorker(createWorker, kits, recipe, onDied, null), isAhead: false };
    },
    warm(recipe) {
      if (spare !== null && isSame(spare.recipe, recipe)) {
        return;
      }
      drop();
      // Its failure is no photo's: the next job starts a worker of its own, and meets the reason itself if it lasts.
      spare = startJobWorker(createWorker, kits, recipe, onDied, drop);
    },
    rest() {
      clearTimeout(idleTimer);
      idleTimer = setTimeout(drop, IDLE_LIMIT_MS);
    },
    drop,
  };
}

/**
 * Which self-checks are left makes no difference: a spare lacks only those that were passed before it started.
 *
 * @param {Recipe} a
 * @param {Recipe} b
 */
function isSame(a, b) {
  const isSameNetwork = a.network?.model === b.network?.model && a.network?.plan.key === b.network?.plan.key;
  return a.units === b.units && isSameNetwork && a.reduced === b.reduced;
}
