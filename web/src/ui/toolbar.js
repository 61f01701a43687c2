// What concerns the whole batch: how far it is, and the buttons for all items. It keeps no counts of its own.

import { countsInWords, holdInWords } from "../words/counts-in-words.js";
import { element, setText } from "./element.js";

/** @import { Hold } from "../queue/selectors.js" */
/** @import { BatchCounts } from "../words/counts-in-words.js" */

/**
 * @param {{
 *   root: HTMLElement,
 *   zipButton: HTMLElement,
 *   zipNote: HTMLElement,
 *   filter: HTMLElement,
 *   onCancelAll: () => void,
 *   onPause: () => void,
 *   onResume: () => void,
 *   onRetryFailed: () => void,
 *   onClear: () => void,
 * }} options
 * @returns {{ update: (counts: BatchCounts & { settled: number, processing: number, retryable: number }, hold: Hold) => void, focus: () => void }}
 */
export function createToolbar({
  root,
  zipButton,
  zipNote,
  filter,
  onCancelAll,
  onPause,
  onResume,
  onRetryFailed,
  onClear,
}) {
  let isHeld = false;
  const countWords = element("span", {});
  const holdWords = element("span", { class: "toolbar-pausing" });
  const words = element("p", { class: "toolbar-counts", tabindex: "-1" }, countWords, holdWords);
  const bar = element("progress", {
    class: "progress toolbar-progress",
    "aria-label": "Photos finished",
    max: 1,
    value: 0,
  });
  const retryFailed = makeButton("Retry failed", onRetryFailed);
  const pause = makeButton("Pause", () => (isHeld ? onResume() : onPause()));
  pause.classList.add("toolbar-pause");
  const cancelAll = makeButton("Cancel all", onCancelAll);
  const clear = makeButton("Clear", onClear);
  // The styles keep the keyboard's focus from being scrolled behind it.
  new ResizeObserver(() => {
    document.documentElement.style.setProperty("--toolbar-height", `${root.offsetHeight}px`);
  }).observe(root);
  root.append(
    words,
    element("div", { class: "toolbar-buttons" }, retryFailed, pause, cancelAll, clear, zipButton),
    filter,
    zipNote,
    bar,
  );

  /**
   * @param {HTMLButtonElement} button
   * @param {boolean} isEnabled
   */
  function setEnabled(button, isEnabled) {
    if (button.disabled !== isEnabled) return;
    // A button that is disabled under the keyboard's focus would leave it nowhere.
    if (!isEnabled && button === document.activeElement) words.focus({ preventScroll: true });
    button.disabled = !isEnabled;
  }

  return {
    focus: () => words.focus(),
    update(counts, hold) {
      isHeld = hold !== null;
      const open = counts.total - counts.settled;
      const waiting = holdInWords(counts, hold);
      setText(countWords, `${countsInWords(counts)}${waiting === "" ? "" : ". "}`);
      setText(holdWords, waiting);
      bar.max = Math.max(1, counts.total);
      bar.value = counts.settled;
      setText(pause, isHeld ? "Resume" : "Pause");
      // What waits for one press shows which.
      pause.classList.toggle("button-primary", waiting !== "");
      setEnabled(pause, open > 0 || isHeld);
      setEnabled(cancelAll, open > 0);
      setEnabled(clear, counts.total > 0);
      setEnabled(retryFailed, counts.retryable > 0);
    },
  };
}

/**
 * @param {string} name
 * @param {() => void} onPress
 */
function makeButton(name, onPress) {
  const button = element("button", { class: "button", type: "button" }, name);
  button.addEventListener("click", onPress);
  return button;
}
