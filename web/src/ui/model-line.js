// The line in the header that says which model is used, how large it is, whether it is here yet, and what it really ran
// on; its button opens the picker. It shows only what it was told; before the first photo it promises nothing about the
// provider.

import { modelInWords, progressInWords, ranOnInWords } from "../words/model-words.js";
import { element, setAttribute, setText } from "./element.js";

/** @import { Provider, ProviderChoice } from "../shared/providers.js" */
/** @import { FetchProgress, ModelFacts } from "../words/model-words.js" */

/**
 * @param {{ root: HTMLElement }} options
 */
export function createModelLine({ root }) {
  const light = element("span", { class: "model-light", "aria-hidden": "true" });
  const words = element("span", {});
  const ranOn = element("span", {});
  const bar = element("progress", { class: "progress model-progress", "aria-label": "Model download", max: 1 });
  const button = element("button", { class: "button-link", type: "button", "aria-haspopup": "dialog" }, "Models");
  const text = element("p", { class: "model-text" }, light, words, button);
  root.append(text, ranOn, bar);
  text.hidden = true; // and the line itself keeps its room
  bar.hidden = true;
  /** @type {ModelFacts} */
  let model = { title: "", bytes: 0 };

  return {
    /** @param {() => void} open the picker */
    onOpen(open) {
      button.addEventListener("click", open);
    },
    /** @param {ModelFacts} chosen */
    updateModel(chosen) {
      model = chosen;
      text.hidden = false;
      bar.hidden = true;
      setAttribute(light, "data-state", null);
      setText(words, modelInWords(model));
    },
    /** @param {FetchProgress} progress */
    updateProgress(progress) {
      const { state, bytes, total } = progress;
      setAttribute(light, "data-state", state);
      bar.hidden = state !== "fetching";
      bar.value = total > 0 ? Math.min(1, bytes / total) : 0;
      setText(words, progressInWords(model, progress));
    },
    /**
     * @param {Provider} provider what really ran last
     * @param {number | null} threads
     * @param {ProviderChoice} wanted
     */
    updateProvider(provider, threads, wanted) {
      setText(ranOn, ranOnInWords(provider, threads, wanted));
    },
  };
}
