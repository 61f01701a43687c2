// Says that finished cutouts were made with other settings than the ones shown, and offers to make them anew. Until then
// they stay as they are.

import { formatCount } from "../lib/format.js";
import { element, setText } from "./element.js";

/**
 * @param {{ root: HTMLElement, onRerun: () => void }} parts
 * @returns {{ update: (outdated: number) => void }}
 */
export function createRerunOffer({ root, onRerun }) {
  const words = element("p", { class: "rerun-words", role: "status", tabindex: "-1" });
  const button = element("button", { class: "button button-small", type: "button" }, "Run again with these settings");
  button.addEventListener("click", onRerun);
  button.hidden = true;
  root.append(words, button);

  return {
    update(outdated) {
      const text = `${formatCount(outdated, "cutout was", "cutouts were")} made with other settings.`;
      // A button that goes away under the keyboard's focus would leave it nowhere.
      if (outdated === 0 && button === document.activeElement) words.focus({ preventScroll: true });
      setText(words, outdated === 0 ? "" : text);
      button.hidden = outdated === 0;
    },
  };
}
