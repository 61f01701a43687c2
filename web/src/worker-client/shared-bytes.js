// Bytes that every worker reads and none copies: a SharedArrayBuffer where the page is cross-origin isolated, else the
// Blob itself, which each worker reads for itself.

/**
 * Piece by piece, because one copy of a whole model would hold the page up.
 *
 * @param {Blob} blob
 * @returns {Promise<Blob | SharedArrayBuffer>}
 */
export async function shareBytes(blob) {
  if (!globalThis.crossOriginIsolated || typeof SharedArrayBuffer !== "function") {
    return blob;
  }
  const shared = new SharedArrayBuffer(blob.size);
  const bytes = new Uint8Array(shared);
  let start = 0;
  const reader = blob.stream().getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    bytes.set(step.value, start);
    start += step.value.length;
  }
  return shared;
}
