// The network's worker, seen from the job's: questions, answers, and how it died. Whatever can end it becomes one JobError.
// What the questions are for is in inference.js.

import { nameLifeline, watchLifeline } from "../lib/lifeline.js";
import { failureOf } from "../shared/errors.js";
import { JobError } from "./job-error.js";
import { isNetworkMessage } from "./network-messages.js";

/** @import { Failure } from "../shared/errors.js" */
/** @import { Stage } from "../shared/stages.js" */
/** @import { NetworkAnswer, OutputAnswer, RunQuestion, StartedAnswer, StartQuestion } from "./network-messages.js" */

/**
 * @typedef {object} NetworkClient
 * @property {(question: Omit<StartQuestion, "type" | "lifeline">) => Promise<StartedAnswer>} start first; throws JobError
 * @property {(question: Omit<RunQuestion, "type">) => Promise<OutputAnswer>} run its data is gone afterwards. Throws JobError
 * @property {() => void} end it is asked nothing more
 */

/** @typedef {{ type: NetworkAnswer["type"], resolve: (answer: any) => void, reject: (error: JobError) => void }} Wanted */

/**
 * @param {object} on
 * @param {(limitSeconds: number | null) => void} on.begin a step begins: the page is to hear again within so many seconds
 * @param {(look: string) => void} on.passed a self-check, in that look
 * @param {(error: JobError) => void} on.lost the worker died while nothing was asked of it
 * @returns {NetworkClient}
 */
export function startNetworkWorker({ begin, passed, lost }) {
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

  /** @param {Failure} found */
  function failAs(found) {
    fail(new JobError(found, stage));
  }

  worker.addEventListener("message", ({ data }) => {
    hasSpoken = true;
    if (!isNetworkMessage(data)) {
      const text = JSON.stringify(data)?.slice(0, 200) ?? "";
      failAs(failureOf("internal-error", {}, `the network's worker said what makes no sense: ${text}`));
      return;
    }
    switch (data.type) {
      case "alive":
        watchLifeline(lifeline, life.signal, () => {
          failAs(failureOf("worker-crashed", { case: "network" }, "the browser ended it without a word"));
        });
        break;
      case "begin":
        begin(data.limitSeconds);
        break;
      case "passed":
        passed(data.look);
        break;
      case "running":
        // Not when it was asked: one that was dead by then had not met the photo.
        stage = "inference";
        break;
      case "failed":
        fail(new JobError(data, data.stage));
        break;
      default:
        answer(data);
    }
  });
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    if (hasSpoken) {
      failAs(failureOf("worker-crashed", { case: "network" }, event.message ?? "no message"));
    } else {
      const detail = event.message ?? "its program could not be loaded";
      failAs(failureOf("runtime-unavailable", { case: "network" }, detail));
    }
  });
  worker.addEventListener("messageerror", () => {
    failAs(failureOf("worker-crashed", { case: "unreadable" }, "messageerror of the network's worker"));
  });

  /** @param {StartedAnswer | OutputAnswer} data */
  function answer(data) {
    if (data.type !== wanted?.type) {
      const unasked = `"${data.type}" came from the network, "${wanted?.type ?? "nothing"}" was expected`;
      failAs(failureOf("internal-error", {}, unasked));
      return;
    }
    const { resolve } = wanted;
    wanted = null;
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
    run: (question) => ask({ type: "run", ...question }, "output", [question.data.buffer]),
    end,
  };
}
