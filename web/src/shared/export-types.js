// The kinds of file a cutout can be, asked of names and of what comes from outside. The table is Python's, see option-table.js.
// Which one a batch gets is an option.

import { EXPORT_FORMATS } from "./option-table.js";

const TYPES = Object.values(EXPORT_FORMATS);

/**
 * Is this what an export can be? Asked of everything that comes from outside the page, before it becomes part of a name.
 *
 * @param {unknown} extension
 * @param {unknown} mediaType
 */
export function isExportType(extension, mediaType) {
  return TYPES.some((type) => type.extension === extension && type.media_type === mediaType);
}

/**
 * @param {string} name of a file
 * @returns {string} the extension with its dot; a PNG's where the name ends like no export
 */
export function extensionOf(name) {
  return TYPES.find(({ extension }) => name.endsWith(extension))?.extension ?? EXPORT_FORMATS.png.extension;
}

/**
 * @param {string} extension with its dot
 * @returns {string} the name that people know, for example "WebP"
 */
export function formatName(extension) {
  return TYPES.find((type) => type.extension === extension)?.title ?? extension.slice(1).toUpperCase();
}
