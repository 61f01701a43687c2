// The export formats in words: what a person should know before choosing one. One record per format.

/** @import { Format, Options } from "../shared/options.js" */

/** @type {Readonly<Record<Format, { hint: string, losslessHint: string }>>} losslessHint: where every pixel is kept */
const FORMAT_WORDS = Object.freeze({
  png: {
    hint: "Opens everywhere. The largest files.",
    losslessHint: "Opens everywhere. The largest files.",
  },
  webp: {
    hint: "Much smaller than PNG. Opens in browsers and in most current programs.",
    losslessHint: "Every pixel kept, still smaller than PNG. Opens in browsers and in most current programs.",
  },
  avif: {
    hint: "The smallest files, the slowest to make. Newest programs only. Saved as sRGB.",
    losslessHint: "Every pixel kept, larger files, slow to make. Newest programs only. Saved as sRGB.",
  },
});

/**
 * @param {Options} options
 * @returns {string} one line
 */
export function formatHint({ format, lossless }) {
  const { hint, losslessHint } = FORMAT_WORDS[format];
  return lossless ? losslessHint : hint;
}
