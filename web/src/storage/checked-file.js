// A kept file carries the checksum of its content in its name, and so does the journal, which holds the names: what a disk,
// a crash or another program did to the file shows before anybody sees it. Nothing is written here.

import { createTimeLimit, SilenceError } from "../lib/time-limit.js";
import { sha256Of } from "../shared/digest.js";

/** A file on a disk that sleeps, or in a cloud, may take long. */
const READ_LIMIT_MS = 2000;

const limit = createTimeLimit();

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
 * Asked of a file that is known to be good: it may have been deleted, moved or changed since.
 *
 * @param {Blob} file
 * @returns {Promise<boolean>} true also where there is no answer soon: whoever reads it has a limit, and words for that
 */
export async function canBeRead(file) {
  try {
    await limit(file.slice(0, 1).arrayBuffer(), READ_LIMIT_MS, "A file");
    return true;
  } catch (error) {
    return error instanceof SilenceError;
  }
}

/**
 * Computed beside the page's thread. It can be had wherever files can be kept: both want a secure context.
 *
 * @param {Blob} content
 */
const sha256 = async (content) => sha256Of(new Uint8Array(await content.arrayBuffer()));
