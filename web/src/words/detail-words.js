// The facts the pipeline notes about a photo, in words. What is as everybody expects (8 bits, upright, one frame) is left
// out; a key this file does not know is shown as it is, so that nothing new stays hidden.

import { formatBytes, formatPercent } from "../lib/format.js";

/** @import { Details } from "../shared/plain-values.js" */

/** @typedef {[term: string, text: string]} Pair */

/** Other values are sentences of the pipeline's own. @type {Record<string, string>} */
const PROFILES = {
  kept: "kept in the cutout",
  converted: "converted to sRGB",
  dropped: "dropped: it does not fit the picture",
};

/** @type {Record<string, string>} */
const PRECISIONS = {
  float32: "32-bit floating point",
  float16: "16-bit floating point",
  uint8: "8-bit whole numbers",
};
/** @type {Record<string, string>} */
const RUNTIMES = {
  wasm: "ONNX Runtime for WASM",
  jspi: "ONNX Runtime for WebGPU, JSPI",
  asyncify: "ONNX Runtime for WebGPU, asyncify",
};

// Their container says how the picture is to be turned; the others have EXIF for it.
const TURNED_BY_CONTAINER = ["AVIF", "HEIC"];

/** @type {Record<string, (value: any, all: Details) => Pair | null>} null: nothing worth a line */
const WORDS = {
  source_format: (value) => ["Source", value],
  named_as: (value, { source_format: found }) => ["File name", `says ${value}; the file holds ${found}`],
  source_width: (value, { source_height: height }) => ["Source size", `${value} × ${height}`],
  source_height: () => null,
  source_bytes: (value) => ["Source file", formatBytes(value)],
  source_mode: (value) => (["RGB", "RGBA"].includes(value) ? null : ["Source colours", value]),
  source_bits: (value) => (value > 8 ? ["Bits per channel", `${value}, reduced to 8`] : null),
  source_frames: (value) => (value > 1 ? ["Frames", `first of ${value}`] : null),
  source_sequence: (value) => (value ? ["Frames", "first of a sequence"] : null),
  source_clap_ignored: (value) =>
    value ? ["Cropping", "what the file asks for cannot be done and was left out"] : null,
  source_tiles: (value) => ["Stored in", `${value} tiles`],
  source_colour: (value) => ["Declared colours", value],
  source_missing: (value) => ["Not in the file", `${formatPercent(value)} of the picture’s data`],
  source_range: (value) => ["Dynamic range", `high (${value}), tone-mapped to standard: 203 cd/m² is white`],
  orientation: (value, { source_format: format }) => {
    const isContainer = TURNED_BY_CONTAINER.includes(String(format));
    return value === 1 ? null : ["Orientation", `turned upright${isContainer ? "" : ` (EXIF ${value})`}`];
  },
  source_transparent: (value) => (value ? ["Source transparency", "kept, combined with the new"] : null),
  icc_profile: (value) => (value === "none" ? null : ["Colour profile", PROFILES[value] ?? value]),
  edges_fine_share: (value) => [
    "Hair and fur",
    `alpha found from the colours, in ${formatPercent(value)} of the picture`,
  ],
  subject_fraction: (value) => ["Subject's share of the picture", formatPercent(value)],
  adapter: (value) => ["Graphics card", value],
  precision: (value) => ["Arithmetic", PRECISIONS[value] ?? value],
  runtime: (value) => ["Runtime", RUNTIMES[value] ?? value],
  self_check: (value) => ["Self-check of the graphics card", value],
  look_missing: (value) => ["A further look failed", value],
  provider_note: (value) => ["Not used", value],
  memory_note: (value) => ["Memory", value],
  second_start: (value) => (value ? ["Start", "once more, without what an earlier photo had left for it"] : null),
  prepared_ahead: (value) => (value ? ["Start", "prepared while the photo before it was in work"] : null),
};

/**
 * @param {Details} details
 * @returns {Pair[]}
 */
export function detailsInWords(details) {
  return Object.entries(details).flatMap(([key, value]) => {
    const words = Object.hasOwn(WORDS, key) ? WORDS[key] : undefined;
    const pair = words === undefined ? /** @type {Pair} */ ([key, String(value)]) : words(value, details);
    return pair === null ? [] : [pair];
  });
}
