// The "Download ZIP" button: how many cutouts it would hold, and how far the file is while it is built. It builds nothing.
// The number is drawn inside the button but hidden from its accessible name, which stays the same at all times.

import { formatBytes, formatCount, formatPercent } from "../lib/format.js";
import { element, icon, setAttribute, setText } from "./element.js";

/**
 * @param {{ onPress: () => void }} options
 */
export function createZipButton({ onPress }) {
  const count = element("span", { class: "zip-count", "aria-hidden": "true" });
  const description = element("span", { class: "visually-hidden", id: "zip-description" });
  const button = element(
    "button",
    { class: "button button-primary zip-button", type: "button", disabled: true, "aria-describedby": description.id },
    icon("download").element,
    "Download ZIP",
    count,
  );
  let isBuilding = false;
  button.addEventListener("click", () => {
    if (!isBuilding) onPress();
  });

  return {
    element: element("div", { class: "zip" }, button, description),
    /** @param {{ cutouts: number, bytes: number }} finished */
    update({ cutouts, bytes }) {
      if (isBuilding) return;
      button.disabled = cutouts === 0;
      setText(count, String(cutouts));
      setText(
        description,
        cutouts === 0 ? "Nothing is done yet" : `${formatCount(cutouts, "cutout")}, ${formatBytes(bytes)}`,
      );
    },
    /** @param {number | null} fraction of the building; null when it is over */
    showBuilding(fraction) {
      isBuilding = fraction !== null;
      // aria-disabled rather than disabled: a disabled button would lose the keyboard's place.
      setAttribute(button, "aria-disabled", isBuilding ? "true" : null);
      setAttribute(button, "aria-busy", isBuilding ? "true" : null);
      if (fraction !== null) {
        const percent = formatPercent(fraction);
        setText(count, percent);
        setText(description, `Building the ZIP file, ${percent}`);
      }
    },
  };
}
