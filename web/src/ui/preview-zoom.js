// The sizes a picture can be looked at in, and the button that goes through them.

import { element, setText } from "./element.js";

export const ZOOMS = Object.freeze([
  { name: "fit", label: "Fit", scale: 1, hint: "The whole picture" },
  { name: "actual", label: "100%", scale: 1, hint: "One pixel of the file is one pixel of the screen" },
  { name: "large", label: "300%", scale: 3, hint: "Every pixel of the file is a square of nine, to judge edges" },
]);

/** @typedef {typeof ZOOMS[number]} Zoom */

export const FIT = /** @type {Zoom} */ (ZOOMS[0]);

/** @param {Zoom} zoom */
export function zoomAfter(zoom) {
  return ZOOMS[(ZOOMS.indexOf(zoom) + 1) % ZOOMS.length] ?? FIT;
}

/**
 * @param {{ onPress: () => void }} parts
 * @returns {{ element: HTMLButtonElement, show: (zoom: Zoom) => void }}
 */
export function createZoomButton({ onPress }) {
  const words = element("span", { class: "zoom-value" });
  const button = element(
    "button",
    { class: "button button-small zoom-button", type: "button", "data-step": true },
    "Zoom: ",
    words,
  );
  button.addEventListener("click", onPress);
  return {
    element: button,
    show(zoom) {
      setText(words, zoom.label);
      button.title = `${zoom.hint}. Press for ${zoomAfter(zoom).label}.`;
    },
  };
}
