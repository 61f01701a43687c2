// What a job's worker and the network's worker inside it say to each other, as tagged unions. "start" is answered by
// "started", each "run" by "output", and both by "failed" where something went wrong; "alive", "begin", "passed" and "running"
// come unasked.

import { isCount, isFlat, isRecord } from "../shared/plain-values.js";
import { isWorkerMessage } from "../shared/protocol.js";

/** @import { Units } from "../shared/config.js" */
/** @import { SelfCheck } from "../shared/model.js" */
/** @import { Details } from "../shared/plain-values.js" */
/** @import { FailedMessage, ModelFiles } from "../shared/protocol.js" */
/** @import { Plan } from "../shared/providers.js" */
/** @import { Modules } from "./compiled-modules.js" */

/**
 * @typedef {object} StartQuestion
 * @property {"start"} type
 * @property {Units} units full addresses
 * @property {ModelFiles} model
 * @property {Plan} plan
 * @property {readonly SelfCheck[]} checks what reference runs are to be compared with, before the look is first asked
 * @property {Modules} modules compiled ones
 * @property {string} lifeline name of the Web Lock that the network's worker holds while it lives
 */
/** @typedef {{ type: "run", data: Float32Array<ArrayBuffer>, shape: number[] }} RunQuestion */
/** @typedef {StartQuestion | RunQuestion} NetworkQuestion what the job's worker sends */

/**
 * @typedef {object} StartedAnswer
 * @property {"started"} type
 * @property {number | null} threads null with WebGPU
 * @property {Details} details
 * @property {number} startSeconds with the self-check
 * @property {Modules} modules compiled now, for workers to come; empty where a browser cannot hand them over
 */
/** @typedef {{ type: "output", data: Float32Array<ArrayBuffer>, dims: readonly number[] }} OutputAnswer */
/** @typedef {StartedAnswer | OutputAnswer | FailedMessage} NetworkAnswer */

/** @typedef {{ type: "alive" }} AliveNews the lifeline is held */
/** @typedef {{ type: "begin", limitSeconds: number | null }} BeginNews a step begins: the page is to hear again within so many seconds; null: within the stage's limit */
/** @typedef {{ type: "passed", look: string }} PassedNews the self-check of that look */
/** @typedef {{ type: "running" }} RunningNews the question to run has arrived */
/** @typedef {AliveNews | BeginNews | PassedNews | RunningNews | NetworkAnswer} NetworkMessage what the network's worker sends */

/**
 * Is this a message that the network's worker may send? It runs a library of several megabytes in memory of its own, so the
 * job's worker asks before it believes.
 *
 * @param {unknown} value
 * @returns {value is NetworkMessage}
 */
export function isNetworkMessage(value) {
  if (!isRecord(value)) {
    return false;
  }
  switch (value.type) {
    case "alive":
    case "running":
      return true;
    case "begin":
      return value.limitSeconds === null || isCount(value.limitSeconds);
    case "passed":
      return typeof value.look === "string";
    case "started":
      return (
        (value.threads === null || isCount(value.threads)) &&
        isFlat(value.details) &&
        isSeconds(value.startSeconds) &&
        isRecord(value.modules) &&
        Object.values(value.modules).every(isRecord)
      );
    case "output":
      return value.data instanceof Float32Array && Array.isArray(value.dims) && value.dims.every(isSize);
    case "failed":
      return isWorkerMessage(value);
    default:
      return false;
  }
}

/** @param {unknown} value */
function isSeconds(value) {
  return typeof value === "number" && value >= 0;
}

/** @param {unknown} value of a tensor; that it is the size one wanted is Python's to say */
function isSize(value) {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
