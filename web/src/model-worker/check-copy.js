// Is a copy of a model's weights, in memory that others can write to, still what arrived? Piece by piece, so that no more
// than one is in memory twice.

import { sha256Of } from "../shared/digest.js";
import { PIECE_BYTES } from "../shared/model-pieces.js";

/** @import { CheckMessage } from "../shared/model-messages.js" */
/** @import { Sha256 } from "./load-file.js" */

/**
 * @param {Pick<CheckMessage, "weights" | "bytes" | "sha256" | "sums">} copy sums: by the browser's own SHA-256, which is
 *   quicker; null where it has none
 * @param {() => Promise<Sha256>} startHash
 * @returns {Promise<boolean>}
 */
export async function isSound({ weights, bytes, sha256, sums }, startHash) {
  if (sums !== null) {
    for (const { start, end, sha256: expected } of sums) {
      if ((await sha256Of(await pieceOf(weights, start, end))) !== expected) return false;
    }
    return sums.at(-1)?.end === bytes;
  }
  const hash = await startHash();
  hash.init();
  for (let at = 0; at < bytes; at += PIECE_BYTES) {
    hash.update(await pieceOf(weights, at, Math.min(bytes, at + PIECE_BYTES)));
  }
  return hash.digest() === sha256;
}

/**
 * @param {Blob | SharedArrayBuffer} source
 * @param {number} start
 * @param {number} end
 * @returns {Promise<Uint8Array<ArrayBuffer>>} a copy
 */
async function pieceOf(source, start, end) {
  return source instanceof Blob
    ? new Uint8Array(await source.slice(start, end).arrayBuffer())
    : new Uint8Array(source, start, end - start).slice();
}
