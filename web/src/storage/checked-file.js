// A kept file carries the checksum of its content in its name, and so does the journal, which holds the names: what a disk,
// a crash or another program did to the file shows before anybody sees it. Nothing is written here.

import { sha256Of } from "../shared/digest.js";

/** Files of older versions have none. */
const SUM = /\.([0-9a-f]{64})(?:\.[a-z]+)?$/;

/**
 * @param {string} base
 * @param {Blob} content
 * @param {string} [extension] with its dot
 */
export async function checkedName(base, content, extension = "") {
  const sum = await sha256(content);
  return sum === null ? `${base}${extension}` : `${base}.${sum}${extension}`;
}

/**
 * @param {string} name
 * @param {Blob} content
 * @returns {Promise<boolean>} true where the name does not say
 */
export async function isIntact(name, content) {
  const sum = SUM.exec(name)?.[1];
  try {
    return sum === undefined || sum === (await sha256(content));
  } catch {
    // It is gone, or was changed since it was opened.
    return false;
  }
}

/**
 * Computed beside the page's thread. It can be had wherever files can be kept: both want a secure context.
 *
 * @param {Blob} content
 */
const sha256 = async (content) => sha256Of(new Uint8Array(await content.arrayBuffer()));
