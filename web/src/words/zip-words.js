// The words of the notices about a ZIP that came to nothing. Where a ZIP goes is zip-target.js's.

import { reasonOf } from "./reason.js";

/** @import { Message } from "./message.js" */

/**
 * @param {unknown} error
 * @returns {Message}
 */
export function zipFailedMessage(error) {
  // Browsers have classes and words of their own.
  const name = error instanceof Error ? error.name : "";
  const isOwn = ["Error", "SilenceError"].includes(name);
  const isFull = name === "QuotaExceededError";
  const foreign = isFull ? "There is not enough space where it was to be saved." : "The browser could not write it.";
  const reason = isOwn ? reasonOf(error) : foreign;
  return {
    key: "zip",
    tone: "error",
    title: "The ZIP file could not be built",
    text: `${reason} Your cutouts are still here: try again, or use Download in each row.`,
    ...(!isOwn && { list: { summary: "What exactly", lines: [reasonOf(error)] } }),
  };
}

/** @returns {Message} */
export function zipWithoutCutoutsMessage() {
  return {
    key: "zip",
    tone: "error",
    title: "The ZIP file could not be built",
    text: "Finished cutouts are no longer on this device. Where the photo is still at hand they are made again: try again then.",
  };
}
