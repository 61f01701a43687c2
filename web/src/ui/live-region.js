// Where words are put for people who listen rather than look. While a dialog is open everything outside it is silent, so each
// dialog has a region of its own and the words go to the one in front. It decides nothing about what is said.

import { element } from "./element.js";

/** Old lines go, so that nobody who reads through the page meets them; not at once, or some readers would skip them. */
const KEPT_LINES = 3;

/**
 * @param {{ root: HTMLElement, dialogs: readonly HTMLDialogElement[] }} parts root: the region of the page itself; dialogs: one
 *   that opens above another comes after it
 * @returns {{ say: (text: string) => void }}
 */
export function createLiveRegion({ root, dialogs }) {
  // They are there before anything is said: a region that comes with its words is not read out.
  const regions = dialogs.map((dialog) => {
    const region = element("div", { class: "visually-hidden live-region" });
    dialog.append(region);
    return { dialog, region };
  });
  for (const region of [root, ...regions.map(({ region: each }) => each)]) {
    region.setAttribute("aria-live", "polite");
    // Each line is read as it comes: one that replaced another would cut it off.
    region.setAttribute("aria-atomic", "false");
  }

  return {
    say(text) {
      const region = regions.findLast(({ dialog }) => dialog.open)?.region ?? root;
      region.append(element("p", {}, text));
      while (region.childElementCount > KEPT_LINES) region.firstElementChild?.remove();
    },
  };
}
