// The output formats in words: their names, and what a person should know before choosing one.

/** @import { Format, Options } from "../shared/options.js" */

/** @type {Record<Format, string>} */
export const FORMAT_NAMES = { png: "PNG", webp: "WebP", avif: "AVIF" };

/** @type {Record<Format, string>} */
const HINTS = {
  png: "Opens everywhere. The largest files.",
  webp: "Much smaller than PNG. Opens in browsers and in most current programs.",
  avif: "The smallest files, the slowest to make. Newest programs only. Saved as sRGB.",
};

/** @type {Record<Format, string>} */
const LOSSLESS_HINTS = {
  png: HINTS.png,
  webp: "Every pixel kept, still smaller than PNG. Opens in browsers and in most current programs.",
  avif: "Every pixel kept, larger files, slow to make. Newest programs only. Saved as sRGB.",
};

/**
 * @param {string} extension with its dot
 * @returns {string} for example "WebP"
 */
export function formatName(extension) {
  const format = extension.slice(1);
  return Object.hasOwn(FORMAT_NAMES, format) ? FORMAT_NAMES[/** @type {Format} */ (format)] : format.toUpperCase();
}

/**
 * @param {Options} options
 * @returns {string} one line
 */
export function formatHint({ format, lossless }) {
  return (lossless ? LOSSLESS_HINTS : HINTS)[format];
}
