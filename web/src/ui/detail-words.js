// The facts the pipeline notes about a photo, in words. What is as everybody expects (8 bits, upright, one frame) is left
// out; a key this file does not know is shown as it is, so that nothing new stays hidden.

import { formatBytes, formatPercent } from "../lib/format.js";

/** @import { Details } from "../shared/protocol.js" */

/** @typedef {[term: string, text: string]} Pair */

const PROFILES = { kept: "kept in the cutout", dropped: "dropped: not an RGB profile" };

/** @type {Record<string, (value: any, all: Details) => Pair | null>} null: nothing worth a line */
const WORDS = {
  source_format: (value) => ["Source", value],
  source_width: (value, { source_height: height }) => ["Source size", `${value} × ${height}`],
  source_height: () => null,
  source_bytes: (value) => ["Source file", formatBytes(value)],
  source_mode: (value) => (["RGB", "RGBA"].includes(value) ? null : ["Source colours", value]),
  source_bits: (value) => (value === 16 ? ["Bits per channel", "16, reduced to 8"] : null),
  source_frames: (value) => (value > 1 ? ["Frames", `first of ${value}`] : null),
  orientation: (value) => (value === 1 ? null : ["Orientation", `turned upright (EXIF ${value})`]),
  source_transparent: (value) => (value ? ["Source transparency", "kept, combined with the new"] : null),
  icc_profile: (value) =>
    value === "none" ? null : ["Colour profile", PROFILES[/** @type {"kept"} */ (value)] ?? value],
  subject_fraction: (value) => ["Subject's share of the picture", formatPercent(value)],
  provider_note: (value) => ["Note", value],
};

/**
 * @param {Details} details
 * @returns {Pair[]}
 */
export function detailsInWords(details) {
  return Object.entries(details).flatMap(([key, value]) => {
    const words = WORDS[key];
    const pair = words === undefined ? /** @type {Pair} */ ([key, String(value)]) : words(value, details);
    return pair === null ? [] : [pair];
  });
}
