// A checksum of a line of text. It only has to notice what a crash or a disk does to a file; it keeps nobody out.

/**
 * FNV-1a, 32 bits, over UTF-16 code units.
 *
 * @param {string} text
 */
export function textSum(text) {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
