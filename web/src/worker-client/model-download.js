// One model's files, by way of the model worker (model-worker/), which fetches, checks and keeps them. One worker a model,
// ended as soon as it has answered. It knows no jobs and no queue.

import { ModelError } from "./model-error.js";

/** @import { ModelDescriptor, Units, Variant } from "../shared/config.js" */
/** @import { LoadedMessage, LoadMessage, ModelWorkerMessage } from "../shared/model-messages.js" */
/** @import { ModelFiles } from "../shared/protocol.js" */

/** @typedef {{ bytes: number, fetched: number }} LoadedBytes bytes: of the model so far; fetched: of those, from the server */

/**
 * @typedef {object} ModelLoader
 * @property {(entry: ModelDescriptor, variant: Variant, onBytes: (so: LoadedBytes) => void) => Promise<ModelFiles>} load to be used now
 * @property {(entry: ModelDescriptor, variant: Variant, onBytes: (so: LoadedBytes) => void) => Promise<void>} keep only to be kept on this device
 */

/**
 * @param {Units} units
 * @param {(units: Units) => Worker} [createWorker]
 * @returns {ModelLoader}
 */
export function createModelLoader(units, createWorker = createModelWorker) {
  /**
   * @param {LoadMessage} question
   * @param {(so: LoadedBytes) => void} onBytes
   * @returns {Promise<LoadedMessage>}
   */
  function ask(question, onBytes) {
    const worker = createWorker(units);
    const answer = new Promise((resolve, reject) => {
      worker.addEventListener("message", (/** @type {MessageEvent<ModelWorkerMessage>} */ { data }) => {
        if (data.type === "bytes") onBytes(data);
        else if (data.type === "loaded") resolve(data);
        else reject(new ModelError(data.code, data.message, data.detail));
      });
      worker.addEventListener("error", (event) => {
        event.preventDefault();
        const detail = event.message ?? "";
        reject(new ModelError("model-unavailable", "The part that loads models could not be started.", detail));
      });
      worker.addEventListener("messageerror", () => {
        reject(new ModelError("model-unavailable", "The model's bytes could not be handed over.", "messageerror"));
      });
    });
    worker.postMessage(question);
    return answer.finally(() => worker.terminate());
  }

  /** @param {Variant} variant @param {boolean} isForUse @returns {LoadMessage} */
  const question = (variant, isForUse) => ({
    type: "load",
    files: variant.files.map(({ role, url, bytes, sha256 }) => ({ role, url, bytes, sha256 })),
    isForUse,
    hashUrl: `${units.vendor}sha256.js`,
  });

  return {
    async load(entry, variant, onBytes) {
      const { graph, weights } = await ask(question(variant, true), onBytes);
      if (graph === null) throw new ModelError("model-corrupt", `The model "${entry.title}" has no graph.`);
      return { entry, variant, graph, weights };
    },
    async keep(_entry, variant, onBytes) {
      await ask(question(variant, false), onBytes);
    },
  };
}

/** @param {Units} units */
function createModelWorker(units) {
  return new Worker(`${units.app}model-worker/main.js`, { type: "module", name: "cutroom-model" });
}
