// The line in the header that says which model is used, how large it is, whether it is here yet, and what it really ran
// on. It shows only what it was told; before the first photo it promises nothing about the provider.

import { formatBytes } from "../lib/format.js";
import { describeProvider } from "../shared/providers.js";
import { element, setAttribute, setText } from "./element.js";

/** @import { Provider, ProviderChoice } from "../shared/providers.js" */

/** @typedef {{ title: string, bytes: number }} ModelFacts */
/** @typedef {{ state: "fetching" | "ready" | "failed", bytes: number, total: number }} FetchProgress */

/**
 * @param {{ root: HTMLElement }} options
 */
export function createModelLine({ root }) {
  const light = element("span", { class: "model-light", "aria-hidden": "true" });
  const words = element("span", {});
  const ranOn = element("span", {});
  const bar = element("progress", { class: "progress model-progress", "aria-label": "Model download", max: 1 });
  root.append(element("p", { class: "model-text" }, light, words), ranOn, bar);
  root.hidden = true;
  bar.hidden = true;
  /** @type {ModelFacts} */
  let model = { title: "", bytes: 0 };

  return {
    /** @param {ModelFacts} chosen */
    updateModel(chosen) {
      model = chosen;
      root.hidden = false;
      setText(words, `${model.title} model, ${formatBytes(model.bytes)}, downloaded once from this server`);
    },
    /** @param {FetchProgress} progress */
    updateProgress({ state, bytes, total }) {
      setAttribute(light, "data-state", state);
      bar.hidden = state !== "fetching";
      bar.value = total > 0 ? Math.min(1, bytes / total) : 0;
      setText(words, progressInWords(model, state, bytes));
    },
    /**
     * @param {Provider} provider what really ran last
     * @param {number | null} threads
     * @param {ProviderChoice} wanted
     */
    updateProvider(provider, threads, wanted) {
      const fellBack = wanted === "webgpu" && provider !== "webgpu";
      setText(ranOn, `Running on ${describeProvider(provider, threads)}${fellBack ? "; WebGPU did not work" : ""}`);
    },
  };
}

/**
 * @param {ModelFacts} model
 * @param {FetchProgress["state"]} state
 * @param {number} fetched
 * @returns {string}
 */
function progressInWords({ title, bytes }, state, fetched) {
  switch (state) {
    // "Fetching" and not "downloading": it may come out of this browser's own store.
    case "fetching":
      return `Fetching the ${title} model: ${formatBytes(fetched)} of ${formatBytes(bytes)}`;
    case "ready":
      return `${title} model, ${formatBytes(bytes)}, ready`;
    case "failed":
      return `${title} model, ${formatBytes(bytes)}, could not be fetched`;
  }
}
