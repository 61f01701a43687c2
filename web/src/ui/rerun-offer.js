// Says that finished cutouts were made with other settings than the ones shown, or with damaged weights, and offers to make
// them anew. Until then they stay as they are.

import { rerunInWords } from "../words/rerun-words.js";
import { element, setText } from "./element.js";

/** @import { Expected } from "../queue/expected-time.js" */
/** @import { Work } from "../shared/work.js" */

/**
 * @param {{ root: HTMLElement, onRerun: () => void }} parts
 * @returns {{ update: (expected: Record<Work, Expected>, impossible: number, damaged: number) => void }} impossible: made with
 *   other settings too, but their photos are no longer at hand; damaged: of both, made with damaged weights
 */
export function createRerunOffer({ root, onRerun }) {
  const words = element("p", { class: "rerun-words", role: "status", tabindex: "-1" });
  const button = element("button", { class: "button button-small", type: "button" }, "Run again with these settings");
  button.addEventListener("click", onRerun);
  button.hidden = true;
  root.append(words, button);

  return {
    update(expected, impossible, damaged) {
      const outdated = expected.finish.count + expected.cut.count;
      const text = rerunInWords(expected, impossible, damaged);
      // A button that goes away under the keyboard's focus would leave it nowhere.
      if (outdated === 0 && button === document.activeElement) words.focus({ preventScroll: true });
      setText(words, text);
      button.hidden = outdated === 0;
    },
  };
}
