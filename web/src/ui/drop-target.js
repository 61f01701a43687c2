// Makes the whole page take dropped and pasted files, with an overlay while files are dragged over it, also over a dialog. It
// hands on the browser's DataTransfer at once (it is empty after the event); reading folders out of it happens elsewhere.

import { setText } from "./element.js";

/**
 * @param {{ overlay: HTMLElement, words: HTMLElement, onTransfer: (transfer: DataTransfer) => void }} options overlay: a
 *   popover, because nothing else comes before an open dialog; words: in it, where the files will go
 * @returns {{ enable: () => void }}
 */
export function createDropTarget({ overlay, words, onTransfer }) {
  let enabled = false;
  // Each element under the pointer sends its own enter and leave: the drag is over the page while more came than went.
  let depth = 0;

  /** @param {DragEvent} event */
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files") ?? false;

  /** @param {number} next */
  const setDepth = (next) => {
    depth = Math.max(0, next);
    const isHidden = depth === 0 || !enabled;
    if (overlay.hidden === isHidden) return;
    overlay.hidden = isHidden;
    if (isHidden) return overlay.hidePopover?.();
    const isBehind = document.querySelector("dialog[open]") !== null;
    setText(words, isBehind ? "Drop to add photos to the list behind this dialog" : "Drop to add photos");
    overlay.showPopover?.();
  };

  document.addEventListener("dragenter", (event) => {
    if (carriesFiles(event)) setDepth(depth + 1);
  });
  document.addEventListener("dragleave", (event) => {
    if (carriesFiles(event)) setDepth(depth - 1);
  });
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event) || event.dataTransfer === null) return;
    // Also while not ready: without this the browser would leave the page and open the dropped picture.
    event.preventDefault();
    event.dataTransfer.dropEffect = enabled ? "copy" : "none";
  });
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event) || event.dataTransfer === null) return;
    event.preventDefault();
    setDepth(0);
    if (enabled) onTransfer(event.dataTransfer);
  });
  document.addEventListener("paste", (event) => {
    const transfer = event.clipboardData;
    if (!enabled || transfer === null || transfer.files.length === 0) return;
    event.preventDefault();
    onTransfer(transfer);
  });

  return {
    enable() {
      enabled = true;
    },
  };
}
