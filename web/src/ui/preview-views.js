// The views of the preview, as data: which of them a finished item has, and why one cannot be chosen. No page here.

/** @import { ItemResult } from "../queue/item.js" */
/** @import { Details } from "../shared/plain-values.js" */

export const VIEWS = Object.freeze([
  { name: /** @type {const} */ ("cutout"), label: "Cutout" },
  { name: /** @type {const} */ ("uncleaned"), label: "Edges not cleaned" },
  { name: /** @type {const} */ ("plain"), label: "Plain edges" },
  { name: /** @type {const} */ ("original"), label: "Original photo" },
]);

/** @typedef {typeof VIEWS[number]["name"]} View */
/** @typedef {Record<View, string | null>} Obstacles why a view cannot be chosen; empty: it can; null: it would mean nothing */

/**
 * @param {Pick<ItemResult, "details" | "options">} result
 * @param {boolean} hasOriginal can the page still read the photo, or has it a picture of it?
 * @param {boolean} hasMatte is kept what the network found?
 * @returns {Obstacles}
 */
export function obstacles({ details, options }, hasOriginal, hasMatte) {
  const original = hasOriginal
    ? turnObstacle(details)
    : "The original is not available: it was moved, changed or deleted, or this device had no room for a copy of it.";
  const under = original || alphaObstacle(details);
  return {
    cutout: "",
    uncleaned: options.clean_edges ? under : null,
    plain: hasMatte && options.edges !== "plain" ? under : null,
    original,
  };
}

/**
 * Is what a browser shows of the photo what was cut out, so that it can be put under a matte?
 *
 * @param {Details} details
 */
export function fitsMattes(details) {
  return turnObstacle(details) === "" && alphaObstacle(details) === "";
}

/**
 * Every browser turns a JPEG as its EXIF says, but not every one a PNG or a WebP. Where width and height change places the
 * size shows what this browser did; otherwise nothing does.
 *
 * @param {Details} details
 */
function turnObstacle({ source_format: format, orientation }) {
  const isUncertain = (format === "PNG" || format === "WebP") && [2, 3, 4].includes(Number(orientation));
  return isUncertain ? `Stored turned, and not every browser shows a turned ${format} upright.` : "";
}

/**
 * Under the cutout's alpha belongs the very picture that it was found in, and all of it.
 *
 * @param {Details} details
 */
function alphaObstacle({ source_format: format, source_frames: frames, source_sequence: isSequence, ...others }) {
  // Of a HEIC the page has a still picture.
  if ((Number(frames) > 1 || isSequence === true) && format !== "HEIC") {
    return "The original moves, and only its first picture was cut out.";
  }
  return others.source_transparent === true ? "The original has transparency of its own." : "";
}
