// The worker inside a job's worker that holds ONNX Runtime: it starts a session, runs it once and says what came out. Every
// failure is an answer. What a session is and how it runs is in network.js.

import { assertNever } from "../shared/protocol.js";
import { useModules } from "./compiled-modules.js";
import { toFailure } from "./job-error.js";
import { startNetwork } from "./network.js";

/** @import { SelfCheck, Units } from "../shared/config.js" */
/** @import { Details, FailedMessage, ModelFiles } from "../shared/protocol.js" */
/** @import { Plan } from "../shared/providers.js" */
/** @import { Modules } from "./compiled-modules.js" */
/** @import { Network } from "./network.js" */

/**
 * @typedef {{ type: "start", units: Units, model: ModelFiles, plan: Plan, check: SelfCheck | null, modules: Modules }
 *   | { type: "run", data: Float32Array<ArrayBuffer>, shape: number[] }} NetworkQuestion
 */

/**
 * @typedef {object} StartedAnswer
 * @property {"started"} type
 * @property {number | null} threads
 * @property {Details} details
 * @property {number} startSeconds
 * @property {Modules} modules compiled now, for workers to come; empty where a browser cannot hand them over
 */

/** @typedef {{ type: "output", data: Float32Array<ArrayBuffer>, dims: readonly number[] }} OutputAnswer */
/** @typedef {StartedAnswer | OutputAnswer | FailedMessage} NetworkAnswer beside it: `begin`, as network.js says it */

/** @type {Network | null} */
let network = null;

self.addEventListener("message", async (event) => {
  try {
    await answer(/** @type {MessageEvent<NetworkQuestion>} */ (event).data);
  } catch (error) {
    self.postMessage(toFailure(error, network === null ? "start" : "inference"));
  }
});

/** @param {NetworkQuestion} question */
async function answer(question) {
  switch (question.type) {
    case "start": {
      const known = new Set(Object.keys(question.modules));
      useModules(question.modules);
      network = await startNetwork(question.units, question.model, {
        ...question,
        begin: (limitSeconds) => self.postMessage({ type: "begin", limitSeconds }),
      });
      const { threads, details, startSeconds } = network;
      const modules = Object.fromEntries(Object.entries(question.modules).filter(([address]) => !known.has(address)));
      const started = { type: "started", threads, details, startSeconds };
      try {
        self.postMessage({ ...started, modules });
      } catch {
        self.postMessage({ ...started, modules: {} });
      }
      return;
    }
    case "run": {
      if (network === null) throw new TypeError("the network has not been started");
      const { data, dims } = await network.run(question.data, question.shape);
      self.postMessage({ type: "output", data, dims }, { transfer: [data.buffer] });
      return;
    }
    default:
      assertNever(question);
  }
}
