// Does a file's name promise another format than its content holds? The content decides; the name is only remarked on.

import { PICTURE_EXTENSIONS } from "../lib/picture-extensions.js";

/** @import { Details } from "../shared/plain-values.js" */

/** With extensions that promise something else than a picture. Any other promises nothing. */
const PROMISES = new Map([...PICTURE_EXTENSIONS, ["pdf", "PDF"], ["txt", "text"]]);

/** HEIF is the container of both, so either may be in a file of that name. */
const ALSO_AVIF = ["heif", "heifs", "hif", "hifs"];

/**
 * @param {string} fileName
 * @param {Details} details of the finished cutout
 * @returns {{ named_as?: string }} the extension with its dot where it is wrong
 */
export function namedAs(fileName, { source_format: found }) {
  const extension = /\.([^.]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? "";
  const promised = PROMISES.get(extension);
  if (promised === undefined || promised === found || (found === "AVIF" && ALSO_AVIF.includes(extension))) {
    return {};
  }
  return { named_as: `.${extension}` };
}
