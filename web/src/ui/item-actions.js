// The buttons of a row: Cancel, Retry (where that can help) or Download; a cutout that is being changed, or could not be, has
// Download beside the other. All three exist, in places of one size, so nothing moves and the focus can be handed on when the
// pressed one goes.

import { retryCanHelp } from "../words/item-words.js";
import { element, icon } from "./element.js";

/** @import { Item } from "../queue/item.js" */

/**
 * @param {{ nameId: string, onCancel: () => void, onRetry: () => void, onDownload: () => void }} options nameId: the
 *   element that says which photo the button is about
 * @returns {{ element: HTMLElement, update: (item: Item) => void, focus: () => void }}
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
  const place = element("div", { class: "item-actions", tabindex: "-1" }, ...buttons);
  /** Where no button is left, the keyboard still stays in the row. */
  const focus = () => (buttons.find((button) => !button.hidden) ?? place).focus({ preventScroll: true });

  return {
    element: place,
    focus,
    update(item) {
      const { status, error, result } = item;
      const isPending = status === "queued" || status === "processing";
      const isShown = new Map([
        [cancel, isPending],
        [retry, !isPending && (status !== "done" || error !== null) && retryCanHelp(item)],
        [download, result !== null],
      ]);
      const focused = buttons.find((button) => button === document.activeElement);
      for (const [button, isWanted] of isShown) if (button.hidden === isWanted) button.hidden = !isWanted;
      if (focused?.hidden) focus();
    },
  };
}
