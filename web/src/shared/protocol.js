// The messages between the page and a job worker, as tagged unions. One worker runs one job and is then terminated.
// Cancel is not a message: it is terminate(). Exactly one "done" or "failed" answers a "run".

import { isErrorCode } from "./errors.js";
import { isExportType } from "./export-types.js";
import { isProvider } from "./providers.js";
import { isStage } from "./stages.js";

/** @import { ModelDescriptor, SelfCheck, Units, Variant } from "./config.js" */
/** @import { ErrorCode } from "./errors.js" */
/** @import { Options } from "./options.js" */
/** @import { Plan, Provider } from "./providers.js" */
/** @import { Stage } from "./stages.js" */

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
 * @typedef {object} PrepareMessage
 * @property {"prepare"} type
 * @property {Units} units
 * @property {ModelFiles} model
 * @property {Plan} plan how to run the network; the worker takes no other
 * @property {SelfCheck | null} check to be passed before any photo; null: passed before, or nothing to compare with
 * @property {boolean} isAhead another photo is in work meanwhile
 * @property {StartKit | null} kit of the workers before
 * @property {string} lifeline name of the Web Lock that the worker holds while it lives
 */
/** @typedef {{ type: "run", file: File, options: Options }} RunMessage */
/** @typedef {PrepareMessage | RunMessage} PageMessage what the page sends */

/** @typedef {Record<string, string | number | boolean>} Details */
/** @typedef {Record<string, number>} Timings seconds per stage */

/** @typedef {{ type: "alive" }} AliveMessage the lifeline is held */
/** @typedef {{ type: "kit", kit: StartKit }} KitMessage from a worker that had to compile something */
/** @typedef {{ type: "python" }} PythonMessage Python runs: what it was started from is good */
/** @typedef {{ type: "ready", provider: Provider, threads: number | null }} ReadyMessage threads: null with WebGPU */
/**
 * @typedef {object} ProgressMessage
 * @property {"progress"} type
 * @property {Stage} stage
 * @property {number | null} fraction
 * @property {number | null} [limitSeconds] within which the page will hear again, where the stage's limit is not meant
 */
/**
 * @typedef {object} DoneMessage
 * @property {"done"} type
 * @property {Blob} cutout
 * @property {Blob} thumbnail
 * @property {Blob | null} originalPreview the photo, small; only where browsers cannot show the source file itself
 * @property {number} width of the cutout, pixels
 * @property {number} height
 * @property {string} extension with its dot
 * @property {string} mediaType
 * @property {Details} details
 * @property {Timings} timings
 */
/**
 * @typedef {object} FailedMessage
 * @property {"failed"} type
 * @property {ErrorCode} code
 * @property {Stage} stage
 * @property {string} message one sentence
 * @property {string} detail for a bug report; may be empty
 */
/** @typedef {AliveMessage | KitMessage | PythonMessage | ReadyMessage | ProgressMessage | DoneMessage | FailedMessage} WorkerMessage what the worker sends */

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
      return isProvider(value.provider) && (value.threads === null || isPositiveInteger(value.threads));
    case "progress":
      return (
        isStage(value.stage) &&
        (value.fraction === null || isFraction(value.fraction)) &&
        (value.limitSeconds === undefined || value.limitSeconds === null || isPositiveInteger(value.limitSeconds))
      );
    case "done":
      return (
        value.cutout instanceof Blob &&
        value.thumbnail instanceof Blob &&
        (value.originalPreview === null || value.originalPreview instanceof Blob) &&
        isPositiveInteger(value.width) &&
        isPositiveInteger(value.height) &&
        isExportType(value.extension, value.mediaType) &&
        isDetails(value.details) &&
        isTimings(value.timings)
      );
    case "failed":
      return (
        isErrorCode(value.code) &&
        isStage(value.stage) &&
        typeof value.message === "string" &&
        typeof value.detail === "string"
      );
    default:
      return false;
  }
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
export function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
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

/** @param {unknown} value */
export function isPositiveInteger(value) {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

/** @param {unknown} value */
function isFraction(value) {
  return typeof value === "number" && value >= 0 && value <= 1;
}

/**
 * @param {unknown} value
 * @returns {value is Details}
 */
export function isDetails(value) {
  return isRecord(value) && Object.values(value).every((each) => ["string", "number", "boolean"].includes(typeof each));
}

/** @param {unknown} value */
function isTimings(value) {
  return isRecord(value) && Object.values(value).every((each) => typeof each === "number" && each >= 0);
}
