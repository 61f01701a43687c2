// Makes the whole page take dropped and pasted files, with an overlay while files are dragged over it. It hands on the
// browser's DataTransfer at once (it is empty after the event); reading folders out of it happens elsewhere.

/**
 * @param {{ overlay: HTMLElement, onTransfer: (transfer: DataTransfer) => void }} options
 * @returns {{ enable: () => void }}
 */
export function createDropTarget({ overlay, onTransfer }) {
  let enabled = false;
  // Each element under the pointer sends its own enter and leave: the drag is over the page while more came than went.
  let depth = 0;

  /** @param {DragEvent} event */
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files") ?? false;

  /** @param {number} next */
  const setDepth = (next) => {
    depth = Math.max(0, next);
    overlay.hidden = depth === 0 || !enabled;
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
