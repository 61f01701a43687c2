// One file of a model: what is kept of it, the rest from the server, kept piece by piece as it arrives, its checksum
// computed on the way. Bytes go where the caller wants them; none is held twice.

import { ModelError } from "../shared/model-error.js";
import { PIECE_BYTES } from "../shared/model-pieces.js";
import { fetchFrom } from "./fetch-from.js";

/** @import { WantedModelFile } from "../shared/model-messages.js" */
/** @import { Ask } from "./fetch-from.js" */
/** @import { KeptFile } from "./kept-file.js" */

/** @typedef {{ init: () => void, update: (bytes: Uint8Array) => void, digest: () => string }} Sha256 digest: hex */

/**
 * @typedef {object} Loading
 * @property {KeptFile} kept
 * @property {() => Promise<Sha256>} startHash
 * @property {Uint8Array | null} target as long as the file, where its bytes are to be put
 * @property {boolean} isBlobWanted
 * @property {boolean} mustBeKept to go on without room would be of no use
 * @property {(bytes: number, fetched: number) => void} onBytes of this file so far; fetched: of those, from the server
 * @property {number} limitMs without one more byte the connection counts as broken
 * @property {Ask} [ask]
 * @property {(milliseconds: number) => Promise<unknown>} [wait]
 * @property {number} [pieceBytes]
 */

/**
 * @param {WantedModelFile} file
 * @param {Loading} loading
 * @returns {Promise<Blob | null>} null where none was wanted
 * @throws {ModelError}
 */
export async function loadFile(file, loading) {
  const { kept, startHash, target, isBlobWanted, mustBeKept, onBytes, pieceBytes = PIECE_BYTES } = loading;
  const { pieces, isWhole } = await kept.read();
  const hash = isWhole ? null : await startHash();
  hash?.init();
  let at = 0;
  let fetched = 0;
  /** Only where a Blob is wanted. @type {Blob[]} */
  let parts = [];

  /** @param {Uint8Array} bytes */
  function take(bytes) {
    hash?.update(bytes);
    target?.set(bytes, at);
    at += bytes.length;
    onBytes(at, fetched);
  }

  for (const piece of pieces) {
    if (hash !== null || target !== null) await eachChunk(piece, take);
    else at += piece.size;
    if (isBlobWanted) parts.push(piece);
  }
  onBytes(at, fetched);
  if (hash === null) return isBlobWanted ? new Blob(parts) : null;

  /** @type {Uint8Array[]} */
  let filling = [];
  let fillingFrom = at;
  let writing = Promise.resolve();
  async function keepFilled() {
    if (at === fillingFrom) return;
    const piece = new Blob(/** @type {BlobPart[]} */ (filling));
    const start = fillingFrom;
    filling = [];
    fillingFrom = at;
    if (isBlobWanted) parts.push(piece);
    // One at a time: the network must not run away from the disk.
    await writing;
    writing = kept.add(start, piece);
  }
  function refuseWithoutRoom() {
    if (mustBeKept && !kept.canKeep()) {
      throw new ModelError("model-unavailable", "There is too little room on this device to keep the model.", file.url);
    }
  }
  async function beginAnew() {
    await writing;
    await kept.forget();
    hash?.init();
    parts = [];
    filling = [];
    at = 0;
    fillingFrom = 0;
  }

  try {
    for await (const { start, bytes } of fetchFrom(file, at, loading)) {
      if (start !== at) await beginAnew();
      fetched += bytes.length;
      filling.push(bytes);
      take(bytes);
      if (at - fillingFrom < pieceBytes) continue;
      await keepFilled();
      refuseWithoutRoom();
    }
  } finally {
    // Also after a failure: the next try goes on from here.
    await keepFilled();
    await writing;
  }
  const found = hash.digest();
  if (found !== file.sha256) {
    await kept.forget();
    const detail = `${file.url}: sha256 is ${found}, expected ${file.sha256}`;
    throw new ModelError("model-corrupt", "The model arrived damaged.", detail);
  }
  await kept.finish();
  refuseWithoutRoom();
  return isBlobWanted ? new Blob(parts) : null;
}

/**
 * @param {Blob} blob
 * @param {(bytes: Uint8Array) => void} take
 */
async function eachChunk(blob, take) {
  const reader = blob.stream().getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) take(step.value);
}
