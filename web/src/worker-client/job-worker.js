// One worker from its start on, before and while it has a job: what it says, and how it died. It knows no job, no time
// limit and no queue. Whatever can end a worker becomes one "failed" message here.

import { nameLifeline, watchLifeline } from "../lib/lifeline.js";
import { failureOf } from "../shared/errors.js";
import { isWorkerMessage } from "../shared/protocol.js";

/** @import { Failure } from "../shared/errors.js" */
/** @import { Units } from "../shared/config.js" */
/** @import { FailedMessage, NetworkRecipe, RunMessage, WorkerMessage } from "../shared/protocol.js" */
/** @import { KitKeeper } from "./start-kit.js" */
/** @import { Stage } from "../shared/stages.js" */

/**
 * What a worker is prepared with. Two workers of one recipe are as good as each other.
 * @typedef {object} Recipe
 * @property {Units} units
 * @property {NetworkRecipe | null} network for a "cut"; null: for a "finish"
 * @property {boolean} reduced for a job that ran out of memory
 */

/** @typedef {(message: WorkerMessage) => void} Listener */

/**
 * @typedef {object} JobWorker
 * @property {Recipe} recipe
 * @property {() => Stage} stage where it was when it last said something
 * @property {(listener: Listener) => void} listen takes the place of the listener before; what nobody heard comes first
 * @property {(message: RunMessage) => void} run
 * @property {(stage: Stage, seconds: number) => void} fellSilent whoever watches it has waited that long
 * @property {() => boolean} isKitToBlame it ended badly before Python ran, and was started from a snapshot, which is given up
 * @property {() => void} end terminates it; nothing is heard afterwards
 */

/** How a worker ends when something inside it went wrong, and not with its photo or its provider. @type {readonly FailedMessage["code"][]} */
const BAD_ENDS = ["internal-error", "stage-timeout", "worker-crashed"];

/**
 * @param {(units: Units) => Worker} createWorker
 * @param {KitKeeper} kits
 * @param {Recipe} recipe
 * @param {(recipe: Recipe) => void} onDied it ended badly
 * @param {(() => void) | null} onFailedAhead for one that is prepared ahead of its photo: it failed while nobody listened
 * @returns {JobWorker}
 */
export function startJobWorker(createWorker, kits, recipe, onDied, onFailedAhead) {
  const worker = createWorker(recipe.units);
  const life = new AbortController();
  const lifeline = nameLifeline("cutroom-job");
  /** @type {Stage} */
  let stage = "start";
  /** @type {Listener | null} */
  let listener = null;
  /** @type {WorkerMessage[]} */
  let unheard = [];
  let hasSpoken = false;
  const kit = kits.get();
  let hasPython = false;
  let isKitToBlame = false;

  /** @param {WorkerMessage} message */
  function tell(message) {
    if (life.signal.aborted) {
      return;
    }
    if (listener !== null) {
      listener(message);
      return;
    }
    unheard.push(message);
    if (message.type === "failed") {
      onFailedAhead?.();
    }
  }
  /** @param {FailedMessage} message */
  function tellEnd(message) {
    const isBad = BAD_ENDS.includes(message.code) && !life.signal.aborted;
    if (isBad && kit !== null && kit.snapshot !== null) {
      isKitToBlame = !hasPython;
      kits.distrust(kit.snapshot, hasPython);
    }
    tell(message);
    if (isBad) onDied(recipe);
  }
  /** @param {Failure} failure */
  function fail(failure) {
    tellEnd({ type: "failed", stage, ...failure });
  }

  worker.addEventListener("message", ({ data }) => {
    hasSpoken = true;
    if (!isWorkerMessage(data)) {
      const text = JSON.stringify(data)?.slice(0, 200) ?? "";
      fail(failureOf("internal-error", {}, `the worker said what makes no sense: ${text}`));
      return;
    }
    if (data.type === "alive") {
      watchLifeline(lifeline, life.signal, () => {
        fail(failureOf("worker-crashed", {}, "the browser ended it without a word"));
      });
      return;
    }
    if (data.type === "kit") {
      kits.keep(data.kit);
      return;
    }
    if (data.type === "progress") {
      stage = data.stage;
    }
    if (data.type === "python") {
      hasPython = true;
    }
    if (data.type === "failed") {
      tellEnd(data);
      return;
    }
    tell(data);
  });
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    const where = event.filename ? ` (${new URL(event.filename).pathname}:${event.lineno})` : "";
    if (hasSpoken) {
      fail(failureOf("worker-crashed", {}, `${event.message ?? "no message"}${where}`));
    } else {
      // Its program did not arrive, or this browser does not understand it.
      fail(failureOf("runtime-unavailable", { case: "worker" }, `${event.message ?? "not fetched"}${where}`));
    }
  });
  worker.addEventListener("messageerror", () => {
    fail(failureOf("worker-crashed", { case: "unreadable" }, "messageerror"));
  });
  const { units, network } = recipe;
  const isAhead = onFailedAhead !== null;
  worker.postMessage({ type: "prepare", units, network, isAhead, kit, lifeline });

  return {
    recipe,
    stage: () => stage,
    listen(next) {
      listener = next;
      const waiting = unheard;
      unheard = [];
      waiting.forEach(tell);
    },
    run: (message) => worker.postMessage(message),
    fellSilent: (silent, seconds) => fail(failureOf("stage-timeout", { stage: silent, seconds })),
    isKitToBlame: () => isKitToBlame,
    end() {
      life.abort();
      worker.terminate();
    },
  };
}

/** @param {Units} units */
export function createModuleWorker(units) {
  return new Worker(`${units.app}worker/main.js`, { type: "module", name: "cutroom-job" });
}
