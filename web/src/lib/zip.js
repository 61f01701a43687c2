// Finished files into one ZIP, stored without compression (PNGs do not get smaller). The format itself is client-zip's
// work; its function is handed in, because without a bundler only the page knows where the library lies.

/** @typedef {{ name: string, blob: Blob, lastModified: Date }} ZipEntry name: unique, from zip-names.js */

/** @typedef {(entries: Iterable<{ name: string, input: Blob, lastModified: Date, size: number }>) => Response} DownloadZip */

// The format counts years from 1980 in seven bits; a file dated 1970 would end up in the wrong century.
const EARLIEST = new Date(1980, 0, 1);
const LATEST = new Date(2107, 11, 31, 23, 59, 58);

/**
 * The ZIP as a stream: each blob is read when its turn comes, so memory does not grow with the batch.
 *
 * @param {DownloadZip} downloadZip
 * @param {readonly ZipEntry[]} entries
 * @returns {ReadableStream<Uint8Array>}
 */
export function streamZip(downloadZip, entries) {
  const { body } = downloadZip(inputs(entries));
  if (body === null) {
    throw new Error("The ZIP library gave a response without a body");
  }
  return body;
}

/**
 * The ZIP as one blob, checked to be whole before anyone can save it.
 *
 * @param {DownloadZip} downloadZip
 * @param {readonly ZipEntry[]} entries at least one
 * @returns {Promise<Blob>} rejects where an entry cannot be read to its end
 */
export async function zipBlob(downloadZip, entries) {
  const blob = await new Response(streamZip(downloadZip, entries), {
    headers: { "Content-Type": "application/zip" },
  }).blob();
  await checkWhole(blob, entries.length);
  return blob;
}

/** @param {readonly ZipEntry[]} entries */
function* inputs(entries) {
  for (const { name, blob, lastModified } of entries) {
    yield { name, input: blob, size: blob.size, lastModified: writableDate(lastModified) };
  }
}

/**
 * A ZIP ends with a record that says how many files it holds: without it, or with another number, it was cut short.
 *
 * @param {Blob} blob
 * @param {number} count
 */
async function checkWhole(blob, count) {
  const end = new DataView(await blob.slice(-22).arrayBuffer());
  const found = end.byteLength === 22 && end.getUint32(0, false) === 0x504b0506 ? end.getUint16(10, true) : null;
  if (found !== count) {
    throw new Error(`The ZIP is not whole: expected ${count} files, found ${found ?? "no end"}`);
  }
}

/** @param {Date} date */
function writableDate(date) {
  if (Number.isNaN(date.getTime()) || date < EARLIEST) {
    return EARLIEST;
  }
  return date > LATEST ? LATEST : date;
}
