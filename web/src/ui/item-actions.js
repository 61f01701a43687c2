// The one button a row has at a time: Cancel, Retry or Download. All three exist and two are hidden, in one place of one
// size, so nothing moves and the focus can be handed on when the pressed button goes away.

import { element, icon } from "./element.js";

/** @import { Item } from "../queue/item.js" */

/**
 * @param {{ nameId: string, onCancel: () => void, onRetry: () => void, onDownload: () => void }} options nameId: the
 *   element that says which photo the button is about
 * @returns {{ element: HTMLElement, update: (status: Item["status"]) => void, focus: () => void }}
 */
export function createItemActions({ nameId, onCancel, onRetry, onDownload }) {
  /**
   * @param {string} name
   * @param {() => void} onPress
   * @param {Node[]} before
   */
  function makeButton(name, onPress, ...before) {
    const button = element(
      "button",
      { class: "button button-small item-action", type: "button", "aria-describedby": nameId },
      ...before,
      name,
    );
    button.addEventListener("click", onPress);
    return button;
  }
  const cancel = makeButton("Cancel", onCancel);
  const retry = makeButton("Retry", onRetry);
  const download = makeButton("Download", onDownload, icon("download").element);
  const buttons = [cancel, retry, download];

  return {
    element: element("div", { class: "item-actions" }, ...buttons),
    focus: () => buttons.find((button) => !button.hidden)?.focus({ preventScroll: true }),
    update(status) {
      const wanted = status === "done" ? download : status === "failed" || status === "cancelled" ? retry : cancel;
      if (!wanted.hidden && buttons.every((button) => button === wanted || button.hidden)) return;
      const hadFocus = buttons.some((button) => button === document.activeElement);
      for (const button of buttons) button.hidden = button !== wanted;
      if (hadFocus) wanted.focus({ preventScroll: true });
    },
  };
}
