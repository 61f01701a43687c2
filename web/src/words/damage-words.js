// What the page says when a model's weights turn out to be damaged: only words.

import { formatCount } from "../lib/format.js";

/** @import { Message } from "./message.js" */

/**
 * @param {string} title of the model
 * @returns {Message}
 */
export function damagedModelMessage(title) {
  return {
    key: "damaged-model",
    tone: "info",
    title: `The copy of ${title} on this device was damaged`,
    text: "It was thrown away before any photo met it. The model is fetched again from the server.",
  };
}

/**
 * @param {string} title of the model
 * @param {number} count cutouts made since the copy was last found sound
 * @returns {Message}
 */
export function damagedCopyMessage(title, count) {
  const marked =
    count === 0
      ? "No cutout was made with it."
      : `${formatCount(count, "cutout was", "cutouts were")} made with it, perhaps wrongly: ` +
        `${count === 1 ? "it is" : "they are"} marked “Check this one”. Press “Run again with these settings”.`;
  return {
    key: "damaged-copy",
    tone: "info",
    title: `The copy of ${title} in this page’s memory was damaged`,
    text: `It was thrown away. The photos that come next get a sound one. ${marked}`,
  };
}
