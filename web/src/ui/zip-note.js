// The line beside the ZIP button: how far the file is, with a way to give it up, or where it went, or what to know about it.

import { formatBytes } from "../lib/format.js";
import { element, setText } from "./element.js";

/** @typedef {ReturnType<typeof createZipNote>} ZipNote */

/**
 * @param {{ className?: string }} parts
 */
export function createZipNote({ className = "zip-note" } = {}) {
  const progress = element("span", {});
  const words = element("span", { tabindex: "-1" });
  const cancel = element("button", { class: "button button-small", type: "button" }, "Cancel ZIP");
  const remark = element("span", {});
  const root = element("p", { class: className }, progress, words, cancel, remark);
  let onCancel = () => {};
  cancel.addEventListener("click", () => onCancel());
  cancel.hidden = true;
  show();

  function show() {
    root.hidden = [progress, words, remark].every(({ textContent }) => textContent === "");
  }

  return {
    element: root,
    /** @param {() => void} give called when the person gives the ZIP up */
    begin(give) {
      onCancel = give;
      cancel.hidden = false;
      setText(words, "");
      setText(progress, "Building the ZIP file");
      show();
    },
    /** As if the person had: what the ZIP is made of goes away. */
    giveUp: () => onCancel(),
    /** @param {number} bytes @param {number} total */
    advance(bytes, total) {
      setText(progress, `Building the ZIP file: ${formatBytes(bytes)} of ${formatBytes(total)}`);
    },
    /** @param {string} text to know about the ZIP before it is asked for; empty for nothing */
    remark(text) {
      setText(remark, text);
      show();
    },
    /** @param {string} text how it ended; empty for nothing */
    end(text) {
      if (cancel === document.activeElement) words.focus({ preventScroll: true });
      cancel.hidden = true;
      onCancel = () => {};
      setText(progress, "");
      setText(words, text);
      show();
    },
  };
}
