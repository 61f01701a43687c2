// One file of a model: what is kept of it, the rest from the server, kept piece by piece as it arrives, its checksum
// computed on the way. What was whole before is compared piece by piece, by the browser's own SHA-256, before it is used.
// Bytes go where the caller wants them; none is held twice.

import { sha256Of } from "../shared/digest.js";
import { failureOf } from "../shared/errors.js";
import { ModelError } from "../shared/model-error.js";
import { PIECE_BYTES } from "../shared/model-pieces.js";
import { fetchFrom } from "./fetch-from.js";

/** @import { WantedModelFile } from "../shared/model-messages.js" */
/** @import { PieceSum } from "../shared/model-pieces.js" */
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
 * @property {() => void} onDamaged what was kept is not what it was: it is thrown away, and the server is asked
 * @property {number} limitMs without one more byte the connection counts as broken
 * @property {Ask} [ask]
 * @property {(milliseconds: number) => Promise<unknown>} [wait]
 * @property {number} [pieceBytes]
 */

/**
 * @typedef {object} LoadedFile
 * @property {Blob | null} blob null where none was wanted
 * @property {PieceSum[] | null} sums by which a copy of it can be checked later; null where the browser has no SHA-256
 */

/**
 * @param {WantedModelFile} file
 * @param {Loading} loading
 * @returns {Promise<LoadedFile>}
 * @throws {ModelError}
 */
export async function loadFile(file, loading) {
  const { kept, target, isBlobWanted, onBytes } = loading;
  const { pieces, sums } = await kept.read();
  if (sums === null) return fetchRest(file, pieces, loading);
  const isForUse = target !== null || isBlobWanted;
  let at = 0;
  for (const [index, piece] of pieces.entries()) {
    if (isForUse) {
      const bytes = await bytesOf(piece);
      if (bytes === null || (await sha256Of(bytes)) !== sums[index]?.sha256) return fetchAgain(file, loading);
      target?.set(bytes, at);
    }
    at += piece.size;
    onBytes(at, 0);
  }
  return { blob: isBlobWanted ? new Blob(pieces) : null, sums };
}

/**
 * What is kept is damaged.
 *
 * @param {WantedModelFile} file
 * @param {Loading} loading
 */
async function fetchAgain(file, loading) {
  await loading.kept.forget();
  loading.onDamaged();
  return fetchRest(file, [], loading);
}

/**
 * @param {WantedModelFile} file
 * @param {readonly Blob[]} pieces that are kept, not checked yet
 * @param {Loading} loading
 * @returns {Promise<LoadedFile>}
 */
async function fetchRest(file, pieces, loading) {
  const { kept, startHash, target, isBlobWanted, mustBeKept, onBytes, pieceBytes = PIECE_BYTES } = loading;
  const hash = await startHash();
  hash.init();
  let at = 0;
  let fetched = 0;
  /** Only where a Blob is wanted. @type {Blob[]} */
  let parts = [];
  /** @type {(Omit<PieceSum, "sha256"> & { sha256: string | null })[]} */
  let sums = [];
  let hasKept = pieces.length > 0;

  /** @param {Uint8Array} bytes */
  function take(bytes) {
    hash.update(bytes);
    target?.set(bytes, at);
    at += bytes.length;
    onBytes(at, fetched);
  }
  /** @param {Blob} piece whose bytes were taken @param {Uint8Array<ArrayBuffer>} bytes @param {number} start */
  async function note(piece, bytes, start) {
    if (isBlobWanted) parts.push(piece);
    sums.push({ start, end: start + bytes.length, sha256: await sha256Of(bytes) });
  }

  for (const piece of pieces) {
    const bytes = await bytesOf(piece);
    if (bytes === null) return fetchAgain(file, loading);
    take(bytes);
    await note(piece, bytes, at - bytes.length);
  }
  onBytes(at, fetched);

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
    await note(piece, new Uint8Array(await piece.arrayBuffer()), start);
    // One at a time: the network must not run away from the disk.
    await writing;
    writing = kept.add(start, piece);
  }
  function refuseWithoutRoom() {
    if (mustBeKept && !kept.canKeep()) {
      throw new ModelError(failureOf("model-unavailable", { case: "no-room" }, file.url));
    }
  }
  async function beginAnew() {
    hasKept = false;
    await writing;
    await kept.forget();
    hash.init();
    parts = [];
    sums = [];
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
    if (hasKept) return fetchAgain(file, loading);
    await kept.forget();
    const detail = `${file.url}: sha256 is ${found}, expected ${file.sha256}`;
    throw new ModelError(failureOf("model-corrupt", { case: "damaged" }, detail));
  }
  const known = sums.flatMap(({ sha256, ...range }) => (sha256 === null ? [] : [{ ...range, sha256 }]));
  const canCheck = known.length === sums.length;
  if (canCheck) await kept.finish(known);
  refuseWithoutRoom();
  return { blob: isBlobWanted ? new Blob(parts) : null, sums: canCheck ? known : null };
}

/**
 * @param {Blob} piece
 * @returns {Promise<Uint8Array<ArrayBuffer> | null>} null where the browser cannot read what it kept
 */
async function bytesOf(piece) {
  return piece.arrayBuffer().then(
    (buffer) => new Uint8Array(buffer),
    () => null,
  );
}
