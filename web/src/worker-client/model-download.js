// One model's files, those of all its variants, by way of the model worker (model-worker/), which fetches, checks and
// keeps them. One worker a model, ended as soon as it has answered. It knows no jobs and no queue.

import { failureOf } from "../shared/errors.js";
import { modelFiles } from "../shared/model.js";
import { ModelError } from "../shared/model-error.js";

/** @import { Units } from "../shared/config.js" */
/** @import { ModelDescriptor, Variant } from "../shared/model.js" */
/** @import { CheckedMessage, CheckMessage, LoadedMessage, LoadMessage, ModelWorkerMessage } from "../shared/model-messages.js" */

/** @typedef {{ bytes: number, fetched: number }} LoadedBytes bytes: of the model so far; fetched: of those, from the server */

/** @typedef {Pick<LoadedMessage, "graphs" | "weights" | "sums">} LoadedModel graphs: of all variants that could be had, by address */

/**
 * @typedef {object} Listener
 * @property {(so: LoadedBytes) => void} onBytes
 * @property {() => void} onDamaged what was kept of it was damaged; it is fetched again
 */

/**
 * @typedef {object} ModelLoader
 * @property {(entry: ModelDescriptor, variant: Variant, listener: Listener) => Promise<LoadedModel>} load to be used now, by
 *   this variant; the others' graphs come along where they can be had
 * @property {(entry: ModelDescriptor, listener: Listener) => Promise<void>} keep only to be kept on this device
 * @property {(entry: ModelDescriptor, loaded: LoadedModel) => Promise<boolean>} isSound whether its weights are still what
 *   arrived; rejects where nobody could look
 */

/**
 * @param {Units} units
 * @param {(units: Units) => Worker} [createWorker]
 * @returns {ModelLoader}
 */
export function createModelLoader(units, createWorker = createModelWorker) {
  /**
   * @param {LoadMessage | CheckMessage} question
   * @param {Listener | null} listener
   * @returns {Promise<LoadedMessage | CheckedMessage>}
   */
  function ask(question, listener) {
    const worker = createWorker(units);
    const answer = new Promise((resolve, reject) => {
      worker.addEventListener("message", (/** @type {MessageEvent<ModelWorkerMessage>} */ { data }) => {
        if (data.type === "bytes") listener?.onBytes(data);
        else if (data.type === "damaged") listener?.onDamaged();
        else if (data.type === "loaded" || data.type === "checked") resolve(data);
        else reject(new ModelError(data));
      });
      worker.addEventListener("error", (event) => {
        event.preventDefault();
        const detail = event.message ?? "";
        reject(new ModelError(failureOf("model-unavailable", { case: "no-loader" }, detail)));
      });
      worker.addEventListener("messageerror", () => {
        reject(new ModelError(failureOf("model-unavailable", { case: "not-handed-over" }, "messageerror")));
      });
    });
    worker.postMessage(question);
    return answer.finally(() => worker.terminate());
  }

  /** @param {ModelDescriptor} entry @param {Variant | null} used null: only to be kept @returns {LoadMessage} */
  const question = (entry, used) => ({
    type: "load",
    files: modelFiles(entry).map(({ role, url, bytes, sha256 }) => {
      const isNeeded = used === null || used.files.some((file) => file.url === url);
      return { role, url, bytes, sha256, isNeeded };
    }),
    isForUse: used !== null,
    hashUrl: `${units.vendor}sha256.js`,
  });

  return {
    async load(entry, variant, listener) {
      const { graphs, weights, sums } = /** @type {LoadedMessage} */ (await ask(question(entry, variant), listener));
      return { graphs, weights, sums };
    },
    async isSound(entry, { weights, sums }) {
      const file = modelFiles(entry).find(({ role }) => role === "weights");
      if (weights === null || file === undefined) return true;
      const { bytes, sha256 } = file;
      const hashUrl = `${units.vendor}sha256.js`;
      const checked = await ask({ type: "check", weights, bytes, sha256, sums, hashUrl }, null);
      return /** @type {CheckedMessage} */ (checked).isSound;
    },
    async keep(entry, listener) {
      await ask(question(entry, null), listener);
    },
  };
}

/** @param {Units} units */
function createModelWorker(units) {
  return new Worker(`${units.app}model-worker/main.js`, { type: "module", name: "cutroom-model" });
}
