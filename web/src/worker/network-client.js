// The network's worker, seen from the job's: questions, answers, and how it died. Whatever can end it becomes one JobError.
// What the questions are for is in inference.js.

import { nameLifeline, watchLifeline } from "../lib/lifeline.js";
import { JobError } from "./job-error.js";
import { isNetworkMessage } from "./network-messages.js";

/** @import { ErrorCode } from "../shared/errors.js" */
/** @import { Stage } from "../shared/stages.js" */
/** @import { NetworkAnswer, OutputAnswer, RunQuestion, StartedAnswer, StartQuestion } from "./network-messages.js" */

/**
 * @typedef {object} NetworkClient
 * @property {(question: Omit<StartQuestion, "type" | "lifeline">) => Promise<StartedAnswer>} start first; throws JobError
 * @property {(question: Omit<RunQuestion, "type">) => Promise<OutputAnswer>} run once; its data is gone afterwards, and the
 *   worker with it. Throws JobError
 */

/** @typedef {{ type: NetworkAnswer["type"], resolve: (answer: any) => void, reject: (error: JobError) => void }} Wanted */

/**
 * @param {object} on
 * @param {(limitSeconds: number | null) => void} on.begin a step begins: the page is to hear again within so many seconds
 * @param {(error: JobError) => void} on.lost the worker died while nothing was asked of it
 * @returns {NetworkClient}
 */
export function startNetworkWorker({ begin, lost }) {
  const worker = new Worker(new URL("./network-worker.js", import.meta.url), {
    type: "module",
    name: "cutroom-network",
  });
  const life = new AbortController();
  const lifeline = nameLifeline("cutroom-network");
  /** @type {Stage} */
  let stage = "start";
  let hasSpoken = false;
  /** @type {Wanted | null} */
  let wanted = null;
  /** @type {JobError | null} */
  let failure = null;

  function end() {
    life.abort();
    worker.terminate();
  }

  /** @param {JobError} error */
  function fail(error) {
    if (life.signal.aborted) {
      return;
    }
    end();
    failure = error;
    if (wanted === null) {
      lost(error);
    } else {
      wanted.reject(error);
    }
  }

  /** @param {ErrorCode} code @param {string} message @param {string} detail */
  function failAs(code, message, detail) {
    fail(new JobError(code, stage, message, detail));
  }

  worker.addEventListener("message", ({ data }) => {
    hasSpoken = true;
    if (!isNetworkMessage(data)) {
      const said = JSON.stringify(data)?.slice(0, 200) ?? "";
      failAs("internal-error", "The network's worker sent a message that makes no sense.", said);
      return;
    }
    switch (data.type) {
      case "alive":
        watchLifeline(lifeline, life.signal, () => {
          failAs("worker-crashed", "The worker of the network stopped.", "the browser ended it without a word");
        });
        break;
      case "begin":
        begin(data.limitSeconds);
        break;
      case "failed":
        fail(new JobError(data.code, data.stage, data.message, data.detail));
        break;
      default:
        answer(data);
    }
  });
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    if (hasSpoken) {
      failAs("worker-crashed", "The worker of the network stopped.", event.message ?? "no message");
    } else {
      const detail = event.message ?? "its program could not be loaded";
      failAs("runtime-unavailable", "The program that runs the network did not start.", detail);
    }
  });
  worker.addEventListener("messageerror", () => {
    failAs("worker-crashed", "The answer of the network's worker could not be read.", "messageerror");
  });

  /** @param {StartedAnswer | OutputAnswer} data */
  function answer(data) {
    if (data.type !== wanted?.type) {
      const unasked = `"${data.type}" came, "${wanted?.type ?? "nothing"}" was expected`;
      failAs("internal-error", "The network's worker gave an answer to something else.", unasked);
      return;
    }
    const { resolve } = wanted;
    wanted = null;
    if (data.type === "output") end();
    resolve(data);
  }

  /**
   * One question at a time.
   *
   * @template {NetworkAnswer} Answer
   * @param {StartQuestion | RunQuestion} question
   * @param {Answer["type"]} type of the answer
   * @param {Transferable[]} [transfer]
   * @returns {Promise<Answer>}
   */
  function ask(question, type, transfer = []) {
    return new Promise((resolve, reject) => {
      if (failure !== null) {
        reject(failure);
        return;
      }
      wanted = { type, resolve, reject };
      worker.postMessage(question, transfer);
    });
  }

  return {
    start: (question) => ask({ type: "start", lifeline, ...question }, "started"),
    run(question) {
      stage = "inference";
      return ask({ type: "run", ...question }, "output", [question.data.buffer]);
    },
  };
}
