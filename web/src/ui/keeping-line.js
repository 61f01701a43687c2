// The line below the list that says what this browser keeps of the batch, and the notice when there is no room for it. It
// decides nothing about what is kept.

import { keepingInWords, shortageInWords } from "../words/kept-words.js";
import { shortOfSpaceMessage } from "../words/messages.js";
import { element, setText } from "./element.js";

/** @import { Shortage } from "../storage/source-copies.js" */
/** @import { WithoutCopy } from "../words/kept-words.js" */

/**
 * @param {{ root: HTMLElement, notices: { show: (notice: import("./notices.js").Notice) => void, remove: (key: string) => void } }} parts
 */
export function createKeepingLine({ root, notices }) {
  const words = element("span", {});
  root.append(words);
  let shown = "";
  let isKeeping = true;
  let withoutCopy = { finishedPhotos: 0, unchangeable: 0, lost: 0 };
  const show = () => setText(words, keepingInWords(isKeeping, withoutCopy));

  return {
    /** @param {boolean} canKeep */
    tell(canKeep) {
      isKeeping = canKeep;
      show();
    },
    /** @param {{ photos: Shortage | null, cutouts: number, journal: boolean, isSilent: boolean } & WithoutCopy} shortage */
    update(shortage) {
      withoutCopy = shortage;
      show();
      const text = shortageInWords(shortage);
      words.hidden = text !== "";
      if (text === shown) return;
      shown = text;
      if (text === "") notices.remove("space");
      else notices.show(shortOfSpaceMessage(text));
    },
  };
}
