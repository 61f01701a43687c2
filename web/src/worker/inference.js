// The job worker's side of the network: a worker of its own runs it (network-worker.js) and ends as soon as the network has
// run, so that the network's memory is gone before the next photo's fills up. Threads that wait for work cannot hear that
// they should end, and the browser gives them two seconds; in a worker of their own those pass beside Python.

import { JobError } from "./job-error.js";

/** @import { SelfCheck, Units } from "../shared/config.js" */
/** @import { Details, ModelFiles } from "../shared/protocol.js" */
/** @import { Plan } from "../shared/providers.js" */
/** @import { Modules } from "./compiled-modules.js" */
/** @import { NetworkAnswer, NetworkQuestion } from "./network-worker.js" */

/** @typedef {{ data: Float32Array<ArrayBuffer>, dims: readonly number[] }} Tensor */

/** @typedef {(tensor: Float32Array<ArrayBuffer>, shape: readonly number[]) => Promise<Tensor>} Infer */

/**
 * @typedef {object} Inference
 * @property {Infer} infer once; the tensor is gone afterwards
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
 * @param {SelfCheck | null} how.check what the reference run is to be compared with; null: no need
 * @param {(limitSeconds: number | null) => void} how.begin a step begins: the page is to hear again within so many seconds
 * @param {Modules} modules compiled ones; those of the runtime are added
 * @returns {Promise<Inference>}
 */
export async function startInference(units, model, { plan, check, begin }, modules) {
  const { ask, end } = startWorker(begin);
  const started = await ask({ type: "start", units, model, plan, check, modules });
  if (started.type === "failed") {
    end();
    throw toError(started);
  }
  if (started.type !== "started") {
    throw new TypeError(`the network's worker answered ${started.type}`);
  }
  Object.assign(modules, started.modules);
  /** @type {JobError | null} */
  let failure = null;
  return {
    ...started,
    failure: () => failure,
    async infer(data, shape) {
      const answer = await ask({ type: "run", data, shape: [...shape] }, [data.buffer]);
      end();
      if (answer.type === "output") {
        return answer;
      }
      failure =
        answer.type === "failed" ? toError(answer) : new JobError("internal-error", "inference", "", answer.type);
      throw failure;
    },
  };
}

/**
 * One question at a time, each with one answer.
 *
 * @param {(limitSeconds: number | null) => void} begin
 */
function startWorker(begin) {
  const worker = new Worker(new URL("./network-worker.js", import.meta.url), {
    type: "module",
    name: "cutroom-network",
  });
  /** @type {(answer: NetworkAnswer) => void} */
  let answered = () => {};
  worker.addEventListener("message", ({ data }) => (data.type === "begin" ? begin(data.limitSeconds) : answered(data)));
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    const detail = event.message ?? "its program could not be loaded";
    answered({ type: "failed", code: "runtime-unavailable", stage: "start", message: "ONNX Runtime stopped.", detail });
  });
  return {
    end: () => worker.terminate(),
    /**
     * @param {NetworkQuestion} question
     * @param {Transferable[]} [transfer]
     * @returns {Promise<NetworkAnswer>}
     */
    ask: (question, transfer = []) =>
      new Promise((resolve) => {
        answered = resolve;
        worker.postMessage(question, transfer);
      }),
  };
}

/** @param {Extract<NetworkAnswer, { type: "failed" }>} answer */
function toError({ code, stage, message, detail }) {
  return new JobError(code, stage, message, detail);
}
