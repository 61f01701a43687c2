// The network as the job's worker uses it: a worker of its own runs it (network-worker.js) and ends as soon as the network has
// run for the last time, so that the network's memory is gone before the next photo's fills up. Threads that wait for work cannot hear that
// they should end, and the browser gives them two seconds; in a worker of their own those pass beside Python.

import { JobError } from "./job-error.js";
import { startNetworkWorker } from "./network-client.js";

/** @import { Units } from "../shared/config.js" */
/** @import { SelfCheck } from "../shared/model.js" */
/** @import { Details } from "../shared/plain-values.js" */
/** @import { ModelFiles } from "../shared/protocol.js" */
/** @import { Plan } from "../shared/providers.js" */
/** @import { Modules } from "./compiled-modules.js" */

/** @typedef {{ data: Float32Array<ArrayBuffer>, dims: readonly number[] }} Tensor */

/** @typedef {(tensor: Float32Array<ArrayBuffer>, shape: readonly number[]) => Promise<Tensor>} Infer */

/**
 * @typedef {object} Inference
 * @property {Infer} infer one after the other; the tensor is gone afterwards
 * @property {() => void} end it is asked no more
 * @property {() => JobError | null} failure the error `infer` threw, which loses its identity on the way through Python
 * @property {number | null} threads null with WebGPU
 * @property {Details} details
 * @property {number} startSeconds with the self-check
 */

/**
 * @param {Units} units full addresses
 * @param {ModelFiles} model
 * @param {object} how
 * @param {Plan} how.plan
 * @param {readonly SelfCheck[]} how.checks what reference runs are to be compared with, before the look is first asked
 * @param {(limitSeconds: number | null) => void} how.begin a step begins: the page is to hear again within so many seconds
 * @param {(look: string) => void} how.passed a self-check, in that look
 * @param {(error: JobError) => void} how.lost the network died before it was asked to run: this job cannot end well
 * @param {Modules} modules compiled ones; those of the runtime are added
 * @returns {Promise<Inference>}
 */
export async function startInference(units, model, { plan, checks, begin, passed, lost }, modules) {
  const network = startNetworkWorker({ begin, passed, lost });
  const started = await network.start({ units, model, plan, checks, modules });
  Object.assign(modules, started.modules);
  const { threads, details, startSeconds } = started;
  /** @type {JobError | null} */
  let failure = null;
  return {
    threads,
    details,
    startSeconds,
    failure: () => failure,
    end: network.end,
    async infer(data, shape) {
      try {
        return await network.run({ data, shape: [...shape] });
      } catch (error) {
        if (error instanceof JobError) failure = error;
        throw error;
      }
    },
  };
}
