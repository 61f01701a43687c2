// A ZIP's stream into a file: progress is told in bytes, it can be given up, and the file is only closed when it is as long
// as it has to be. Nothing larger than a portion or two is ever in memory.

/**
 * @param {object} parts
 * @param {ReadableStream<Uint8Array<ArrayBuffer>>} parts.stream
 * @param {number} parts.length bytes of the whole ZIP
 * @param {WritableStream<Uint8Array<ArrayBuffer>>} parts.writable closed when the ZIP is whole, aborted when it is not
 * @param {AbortSignal} parts.signal
 * @param {(bytes: number) => void} parts.onBytes
 * @returns {Promise<void>} rejects with the signal's reason, or with what the stream or the file failed with
 */
export async function writeZip({ stream, length, writable, signal, onBytes }) {
  await stream.pipeThrough(counter(length, onBytes)).pipeTo(writable, { signal });
}

/**
 * For a browser that has no file to write into: the same, kept as blobs.
 *
 * @returns {{ writable: WritableStream<Uint8Array<ArrayBuffer>>, blob: () => Blob }}
 */
export function memoryFile() {
  /** @type {Blob[]} */
  const parts = [];
  return {
    writable: new WritableStream({
      write(chunk) {
        parts.push(new Blob([chunk]));
      },
    }),
    blob: () => new Blob(parts, { type: "application/zip" }),
  };
}

/**
 * @param {number} length
 * @param {(bytes: number) => void} onBytes
 * @returns {TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>}
 */
function counter(length, onBytes) {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      onBytes(bytes);
      controller.enqueue(chunk);
    },
    flush() {
      // Before the file is closed, so that one which is not whole never takes the name that was chosen for it.
      if (bytes !== length) throw new Error(`The ZIP is not whole: ${bytes} of ${length} bytes`);
    },
  });
}
