// Says that finished cutouts were made with other settings than the ones shown, or with damaged weights, and offers to make
// them anew. Until then they stay as they are.

import { formatCount } from "../lib/format.js";
import { element, setText } from "./element.js";

/**
 * @param {{ root: HTMLElement, onRerun: () => void }} parts
 * @returns {{ update: (outdated: number, impossible: number, damaged: number) => void }} impossible: made with other settings
 *   too, but their photos are no longer at hand; damaged: of both, made with damaged weights
 */
export function createRerunOffer({ root, onRerun }) {
  const words = element("p", { class: "rerun-words", role: "status", tabindex: "-1" });
  const button = element("button", { class: "button button-small", type: "button" }, "Run again with these settings");
  button.addEventListener("click", onRerun);
  button.hidden = true;
  root.append(words, button);

  return {
    update(outdated, impossible, damaged) {
      const text = inWords(outdated, impossible, damaged);
      // A button that goes away under the keyboard's focus would leave it nowhere.
      if (outdated === 0 && button === document.activeElement) words.focus({ preventScroll: true });
      setText(words, text);
      button.hidden = outdated === 0;
    },
  };
}

/**
 * @param {number} outdated
 * @param {number} impossible
 * @param {number} damaged
 */
export function inWords(outdated, impossible, damaged) {
  const settings = damaged < outdated + impossible ? ["other settings"] : [];
  const how = [...settings, ...(damaged > 0 ? ["a damaged copy of the model"] : [])].join(" or ");
  const count = (/** @type {number} */ number) => formatCount(number, "cutout was", "cutouts were");
  const possible = outdated === 0 ? [] : [`${count(outdated)} made with ${how}.`];
  const gone = impossible === 1 ? "its photo is" : "their photos are";
  const rest = impossible === 0 ? [] : [`${count(impossible)} too, but ${gone} no longer at hand.`];
  if (outdated === 0 && impossible > 0) {
    return `${count(impossible)} made with ${how}; ${gone} no longer at hand, so ${impossible === 1 ? "it stays" : "they stay"} as ${impossible === 1 ? "it is" : "they are"}.`;
  }
  return [...possible, ...rest].join(" ");
}
