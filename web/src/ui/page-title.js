// The title of the tab, so that a batch can be followed from another tab.

/** @import { BatchCounts } from "../words/counts-in-words.js" */

/**
 * @returns {{ update: (counts: BatchCounts) => void }}
 */
export function createPageTitle() {
  const name = document.title;

  return {
    update({ total, done, failed, cancelled }) {
      const isFinished = done + failed + cancelled === total;
      const title = total === 0 ? name : isFinished ? `Finished – ${name}` : `${done} of ${total} – ${name}`;
      if (document.title !== title) document.title = title;
    },
  };
}
