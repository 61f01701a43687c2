// The line below the list that says what this browser keeps of the batch, and the notice when there is no room for it. It
// decides nothing about what is kept.

import { element, setText } from "./element.js";
import { shortageInWords } from "./kept-words.js";
import { shortOfSpaceMessage } from "./messages.js";

/** @import { Shortage } from "../storage/source-copies.js" */

const KEPT = "Kept on this device until you press Clear, so a reload or a crash loses nothing that is finished.";
const NOT_KEPT = "This browser keeps no files for this page: download your cutouts before you close it.";

/**
 * @param {{ root: HTMLElement, notices: { show: (notice: import("./notices.js").Notice) => void, remove: (key: string) => void } }} parts
 */
export function createKeepingLine({ root, notices }) {
  const words = element("span", {});
  root.append(words);
  let said = "";

  return {
    /** @param {boolean} canKeep */
    tell: (canKeep) => setText(words, canKeep ? KEPT : NOT_KEPT),
    /** @param {{ photos: Shortage | null, cutouts: number, journal: boolean, isSilent: boolean }} shortage */
    update(shortage) {
      const text = shortageInWords(shortage);
      words.hidden = text !== "";
      if (text === said) return;
      said = text;
      if (text === "") notices.remove("space");
      else notices.show(shortOfSpaceMessage(text));
    },
  };
}
