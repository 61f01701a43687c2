// The kinds of file a cutout can be, and how the world calls each. cutout/formats/encode.py holds the same table;
// tests/contract compares them. Which one a batch gets is an option.

/** @import { Format } from "./options.js" */

/** @typedef {{ extension: string, mediaType: string }} ExportType extension: with its dot */

/** @type {Readonly<Record<Format, ExportType>>} */
export const EXPORT_TYPES = Object.freeze({
  png: { extension: ".png", mediaType: "image/png" },
  webp: { extension: ".webp", mediaType: "image/webp" },
  avif: { extension: ".avif", mediaType: "image/avif" },
});

/**
 * Is this what an export can be? Asked of everything that comes from outside the page, before it becomes part of a name.
 *
 * @param {unknown} extension
 * @param {unknown} mediaType
 */
export function isExportType(extension, mediaType) {
  return Object.values(EXPORT_TYPES).some((type) => type.extension === extension && type.mediaType === mediaType);
}

/**
 * @param {string} name of a file
 * @returns {string} the extension with its dot; a PNG's where the name ends like no export
 */
export function extensionOf(name) {
  return (
    Object.values(EXPORT_TYPES).find(({ extension }) => name.endsWith(extension))?.extension ??
    EXPORT_TYPES.png.extension
  );
}
