// The messages between the page and a job worker, as tagged unions. One worker runs one job and is then terminated.
// Cancel is not a message: it is terminate(). Exactly one "done" or "failed" answers a "run"; a "cut" says "matte" once before, with
// all that the network answered.

import { isErrorCode } from "./errors.js";
import { isCount, isFlat, isFraction, isRecord } from "./plain-values.js";
import { isProvider } from "./providers.js";
import { isResult } from "./result.js";
import { isStage } from "./stages.js";
import { isMatteFacts } from "./work.js";

/** @import { Units } from "./config.js" */
/** @import { ModelDescriptor, SelfCheck, Variant } from "./model.js" */
/** @import { Failure } from "./errors.js" */
/** @import { Options } from "./options.js" */
/** @import { Plan, Provider } from "./providers.js" */
/** @import { Result } from "./result.js" */
/** @import { Stage } from "./stages.js" */
/** @import { MatteFacts } from "./work.js" */

/**
 * @typedef {object} ModelFiles
 * @property {ModelDescriptor} entry
 * @property {Variant} variant that the files are of
 * @property {Blob} graph
 * @property {Blob | SharedArrayBuffer | null} weights null where the graph holds them
 */

/**
 * What makes the next start quick.
 * @typedef {object} StartKit
 * @property {Record<string, object>} modules full address -> WebAssembly.Module
 * @property {Blob | null} snapshot of Python's memory before any photo
 * @property {string | null} sha256 of the snapshot, hex; null where the browser could not compute it
 */

/**
 * The network that a "cut" needs.
 * @typedef {object} NetworkRecipe
 * @property {ModelFiles} model
 * @property {Plan} plan how to run it; the worker takes no other
 * @property {readonly SelfCheck[]} checks that have yet to be passed: the first look's before any photo, another's before it is
 *   first asked
 */

/**
 * @typedef {object} PrepareMessage
 * @property {"prepare"} type
 * @property {Units} units
 * @property {NetworkRecipe | null} network null: for a "finish", which has no use for one
 * @property {boolean} isAhead another photo is in work meanwhile
 * @property {StartKit | null} kit of the workers before
 * @property {string} lifeline name of the Web Lock that the worker holds while it lives
 */
/** @typedef {{ work: "cut" } | { work: "finish", matte: Blob }} Task */
/** @typedef {Task & { type: "run", file: File, options: Options }} RunMessage */
/** @typedef {PrepareMessage | RunMessage} PageMessage what the page sends */

/** @typedef {{ type: "alive" }} AliveMessage the lifeline is held */
/** @typedef {{ type: "kit", kit: StartKit }} KitMessage from a worker that had to compile something */
/** @typedef {{ type: "python" }} PythonMessage Python runs: what it was started from is good */
/**
 * @typedef {{ type: "ready", provider: Provider | null, threads: number | null }} ReadyMessage provider: null without a network;
 *   threads: null with WebGPU too
 */
/** @typedef {{ type: "passed", look: string }} PassedMessage the self-check of that look */
/** @typedef {{ type: "matte", mattes: Blob[], facts: MatteFacts }} MatteMessage mattes: one of each look */
/**
 * @typedef {object} ProgressMessage
 * @property {"progress"} type
 * @property {Stage} stage
 * @property {number | null} fraction
 * @property {number} [look] which one of the photo begins now, from 1 on
 * @property {number | null} [limitSeconds] within which the page will hear again, where the stage's limit is not meant
 */
/**
 * @typedef {{ cutout: Blob, thumbnail: Blob, original: Blob | null }} ResultFiles original: the photo, small; only where browsers
 *   cannot show the source file itself
 */
/** @typedef {{ type: "done", files: ResultFiles, result: Result }} DoneMessage */
/** @typedef {Failure & { type: "failed", stage: Stage }} FailedMessage */
/** @typedef {AliveMessage | KitMessage | PythonMessage | ReadyMessage | ProgressMessage | PassedMessage | MatteMessage | DoneMessage | FailedMessage} WorkerMessage what the worker sends */

/**
 * The last branch of a switch over a union: the compiler rejects it while a case is missing.
 *
 * @param {never} value
 * @returns {never}
 */
export function assertNever(value) {
  throw new TypeError(`Unexpected value: ${JSON.stringify(value)}`);
}

/**
 * Is this a message that a job worker may send? A worker can be killed or hijacked by a bug at any moment, so the page
 * asks before it believes.
 *
 * @param {unknown} value
 * @returns {value is WorkerMessage}
 */
export function isWorkerMessage(value) {
  if (!isRecord(value)) {
    return false;
  }
  switch (value.type) {
    case "alive":
    case "python":
      return true;
    case "kit":
      return isKit(value.kit);
    case "ready":
      return (
        (value.provider === null || isProvider(value.provider)) && (value.threads === null || isCount(value.threads))
      );
    case "passed":
      return typeof value.look === "string";
    case "progress":
      return (
        isStage(value.stage) &&
        (value.fraction === null || isFraction(value.fraction)) &&
        (value.look === undefined || isCount(value.look)) &&
        (value.limitSeconds === undefined || value.limitSeconds === null || isCount(value.limitSeconds))
      );
    case "matte":
      return (
        isMatteFacts(value.facts) &&
        Array.isArray(value.mattes) &&
        value.mattes.length === value.facts.looks.length &&
        value.mattes.every((matte) => matte instanceof Blob)
      );
    case "done":
      return isFiles(value.files) && isResult(value.result);
    case "failed":
      return isErrorCode(value.code) && isStage(value.stage) && isFlat(value.found) && typeof value.detail === "string";
    default:
      return false;
  }
}

/** @param {unknown} value */
function isFiles(value) {
  return (
    isRecord(value) &&
    value.cutout instanceof Blob &&
    value.thumbnail instanceof Blob &&
    (value.original === null || value.original instanceof Blob)
  );
}

/** @param {unknown} value */
function isKit(value) {
  return (
    isRecord(value) &&
    (value.snapshot === null || value.snapshot instanceof Blob) &&
    (value.sha256 === null || typeof value.sha256 === "string") &&
    isRecord(value.modules) &&
    Object.values(value.modules).every(isRecord)
  );
}
