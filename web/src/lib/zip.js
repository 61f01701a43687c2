// Finished files as one ZIP stream, stored without compression (PNGs do not get smaller). The format itself is client-zip's
// work; its functions are handed in, because without a bundler only the page knows where the library lies. Where the stream
// goes is zip-write.js's business.

/** @typedef {{ name: string, blob: Blob, lastModified: Date }} ZipEntry name: unique, from zip-names.js */

/** @typedef {(entries: Iterable<{ name: string, input: Blob, lastModified: Date, size: number }>) => Response} DownloadZip */
/** @typedef {(entries: Iterable<{ name: string, size: number }>) => bigint} PredictLength */
/** @typedef {{ downloadZip: DownloadZip, predictLength: PredictLength }} ClientZip */

// The format counts years from 1980 in seven bits; a file dated 1970 would end up in the wrong century.
const EARLIEST = new Date(1980, 0, 1);
const LATEST = new Date(2107, 11, 31, 23, 59, 58);

// The pieces that a Blob is read in are too small to be handed on and written one by one.
const PORTION_BYTES = 2 ** 21;

/**
 * @param {PredictLength} predictLength
 * @param {readonly ZipEntry[]} entries
 * @returns {number} bytes of the whole ZIP
 */
export function zipLength(predictLength, entries) {
  return Number(predictLength(entries.map(({ name, blob }) => ({ name, size: blob.size }))));
}

/**
 * The ZIP as a stream of large portions: each blob is read when its turn comes, so memory does not grow with the batch.
 *
 * @param {DownloadZip} downloadZip
 * @param {readonly ZipEntry[]} entries
 * @returns {ReadableStream<Uint8Array<ArrayBuffer>>}
 */
export function streamZip(downloadZip, entries) {
  const { body } = downloadZip(inputs(entries));
  if (body === null) {
    throw new Error("The ZIP library gave a response without a body");
  }
  return body.pipeThrough(portions(PORTION_BYTES));
}

/** @param {readonly ZipEntry[]} entries */
function* inputs(entries) {
  for (const { name, blob, lastModified } of entries) {
    yield { name, input: blob, size: blob.size, lastModified: writableDate(lastModified) };
  }
}

/** @param {Date} date */
function writableDate(date) {
  if (Number.isNaN(date.getTime()) || date < EARLIEST) {
    return EARLIEST;
  }
  return date > LATEST ? LATEST : date;
}

/**
 * The same bytes in pieces of one size, each in a buffer of its own.
 *
 * @param {number} size
 * @returns {TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>}
 */
function portions(size) {
  let portion = new Uint8Array(size);
  let filled = 0;
  return new TransformStream({
    transform(chunk, controller) {
      for (let at = 0; at < chunk.byteLength; ) {
        const piece = chunk.subarray(at, at + size - filled);
        portion.set(piece, filled);
        filled += piece.byteLength;
        at += piece.byteLength;
        if (filled === size) {
          controller.enqueue(portion);
          portion = new Uint8Array(size);
          filled = 0;
        }
      }
    },
    flush(controller) {
      if (filled > 0) controller.enqueue(portion.slice(0, filled));
    },
  });
}
