// The worker inside a job's worker that holds ONNX Runtime: it starts a session, runs it whenever it is asked and says what
// came out. Every failure is an answer. What a session is and how it runs is in network.js.

import { holdLifeline } from "../lib/lifeline.js";
import { assertNever } from "../shared/protocol.js";
import { useModules } from "./compiled-modules.js";
import { toFailure } from "./job-error.js";
import { startNetwork } from "./network.js";

/** @import { Network } from "./network.js" */
/** @import { NetworkMessage, NetworkQuestion } from "./network-messages.js" */

/** @type {Network | null} */
let network = null;

self.addEventListener("message", async (event) => {
  try {
    await answer(/** @type {MessageEvent<NetworkQuestion>} */ (event).data);
  } catch (error) {
    fail(error);
  }
});

// A question that cannot be read has no answer, and the job would wait for one.
self.addEventListener("messageerror", () => fail(new TypeError("the question could not be read (messageerror)")));

// An error outside every promise chain would otherwise reach nobody.
self.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  fail(event.reason);
});

/** @param {NetworkQuestion} question */
async function answer(question) {
  switch (question.type) {
    case "start": {
      holdLifeline(question.lifeline).then((isHeld) => isHeld && post({ type: "alive" }));
      const known = new Set(Object.keys(question.modules));
      useModules(question.modules);
      network = await startNetwork(question.units, question.model, {
        ...question,
        begin: (limitSeconds) => post({ type: "begin", limitSeconds }),
        passed: (look) => post({ type: "passed", look }),
      });
      const { threads, details, startSeconds } = network;
      const modules = Object.fromEntries(Object.entries(question.modules).filter(([address]) => !known.has(address)));
      const started = { type: /** @type {const} */ ("started"), threads, details, startSeconds };
      try {
        post({ ...started, modules });
      } catch {
        post({ ...started, modules: {} });
      }
      return;
    }
    case "run": {
      if (network === null) throw new TypeError("the network has not been started");
      post({ type: "running" });
      const { data, dims } = await network.run(question.data, question.shape);
      post({ type: "output", data, dims }, [data.buffer]);
      return;
    }
    default:
      assertNever(question);
  }
}

/** @param {unknown} error */
function fail(error) {
  post(toFailure(error, network === null ? "start" : "inference"));
}

/** @param {NetworkMessage} message @param {Transferable[]} [transfer] */
function post(message, transfer = []) {
  self.postMessage(message, { transfer });
}
