// Where a ZIP goes: into the file that the person chose, else a small one into memory, else into a temporary file on this
// device that is then offered as a download, else into memory up to a limit. Each way says where it went.

import { formatBytes } from "../lib/format.js";
import { memoryFile, writeZip } from "../lib/zip-write.js";
import { saveFile } from "../ui/saved-file.js";

/** @import { ZipEntry } from "../lib/zip.js" */
/** @import { OpenZip } from "./zip-stream.js" */

/** Browsers hold what is not on disk in memory, and end pages that hold too much of it. */
const MEMORY_LIMIT_BYTES = 1_000_000_000;

/**
 * As much as a job needs anyway, and after Clear no file of it is left to wait for: a browser does not say when it has
 * copied a file that it was handed.
 */
const SMALL_BYTES = 64_000_000;

/** @typedef {import("../storage/temporary-zips.js").TemporaryZip} TemporaryFile */

/**
 * @typedef {object} ZipJob
 * @property {OpenZip} open
 * @property {readonly ZipEntry[]} entries
 * @property {string} name
 * @property {AbortSignal} signal
 * @property {(bytes: number, total: number) => void} onBytes
 */

/**
 * @param {ZipJob} job
 * @param {FileSystemFileHandle} handle
 * @returns {Promise<string>} where it went, in words
 */
export async function zipIntoFile(job, handle) {
  const zip = await job.open(job.entries);
  // What was in the file before stays as it was unless all of the ZIP was written.
  const writable = await handle.createWritable().catch(async (error) => {
    await zip.stream.cancel();
    throw error;
  });
  await write(job, zip, writable);
  return `Saved as ${handle.name}`;
}

/**
 * @param {ZipJob} job
 * @param {object} parts
 * @param {() => Promise<TemporaryFile | null>} parts.openTemporary null where there is no place for one
 * @param {() => Promise<number>} parts.free bytes on this device
 * @returns {Promise<string>} where it went, in words
 */
export async function zipIntoDownload(job, { openTemporary, free }) {
  let zip = await job.open(job.entries);
  const isSmall = zip.length <= SMALL_BYTES;
  const temporary = isSmall || (await free()) < zip.length ? null : await openTemporary().catch(() => null);
  if (temporary !== null) {
    try {
      await write(job, zip, temporary.writable);
      const file = await temporary.handle.getFile();
      temporary.handedOver(file.size);
      return handOver(file, job.name);
    } catch (error) {
      await temporary.discard();
      const isFull = error instanceof Error && error.name === "QuotaExceededError";
      if (!isFull) throw error;
      zip = await job.open(job.entries);
    }
  }
  if (zip.length > MEMORY_LIMIT_BYTES) {
    await zip.stream.cancel();
    const [size, limit] = [formatBytes(zip.length), formatBytes(MEMORY_LIMIT_BYTES)];
    throw new Error(
      `It would be ${size}; there is no room on this device to build it, and in memory this page builds up to ${limit}.`,
    );
  }
  const memory = memoryFile();
  await write(job, zip, memory.writable);
  return handOver(memory.blob(), job.name);
}

/**
 * @param {ZipJob} job
 * @param {import("./zip-stream.js").OpenedZip} zip
 * @param {WritableStream<Uint8Array<ArrayBuffer>>} writable
 */
function write({ signal, onBytes }, { stream, length }, writable) {
  return writeZip({ stream, length, writable, signal, onBytes: (bytes) => onBytes(bytes, length) });
}

/**
 * @param {Blob} file
 * @param {string} name
 */
function handOver(file, name) {
  saveFile(file, name);
  return `Handed to the browser’s downloads as ${name}`;
}
