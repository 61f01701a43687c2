// Says that finished cutouts were made with another model or other settings than the ones shown, or with damaged weights, and
// offers to make them anew. Until then they stay as they are.

import { rerunInWords } from "../words/rerun-words.js";
import { element, setText } from "./element.js";

/** @import { Rerun } from "../words/rerun-words.js" */

/**
 * @param {{ root: HTMLElement, onRerun: () => void }} parts
 * @returns {{ update: (rerun: Rerun) => void }}
 */
export function createRerunOffer({ root, onRerun }) {
  const words = element("p", { class: "rerun-words", role: "status", tabindex: "-1" });
  const button = element("button", { class: "button button-small", type: "button" }, "Run again with these settings");
  button.addEventListener("click", onRerun);
  button.hidden = true;
  root.append(words, button);

  return {
    update(rerun) {
      const { expected } = rerun;
      const outdated = expected.finish.count + expected.cut.count;
      const text = rerunInWords(rerun);
      // A button that goes away under the keyboard's focus would leave it nowhere.
      if (outdated === 0 && button === document.activeElement) words.focus({ preventScroll: true });
      setText(words, text);
      button.hidden = outdated === 0;
    },
  };
}
