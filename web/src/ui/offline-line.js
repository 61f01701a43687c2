// The line at the foot of the page that says whether Cutroom works without its server, and whether the server is there.
// It shows only what it was told.

import { offlineInWords } from "../words/offline-words.js";
import { setText } from "./element.js";

/** @import { OfflineFacts } from "../words/offline-words.js" */

/** @param {{ root: HTMLElement }} options */
export function createOfflineLine({ root }) {
  return {
    /** @param {OfflineFacts} facts */
    update(facts) {
      const words = offlineInWords(facts);
      root.hidden = words === "";
      root.dataset.offline = facts.state?.kind === "stored" && facts.isModelHere ? "ready" : "not-ready";
      setText(root, words);
    },
  };
}
