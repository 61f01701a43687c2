// SHA-256 by the browser's own code: quick, and only for bytes that are all there. What arrives in portions is
// model-worker/sha256.js's.

/**
 * @param {Uint8Array<ArrayBuffer>} bytes not in shared memory, which the browser refuses
 * @returns {Promise<string | null>} hex; null where the browser does not offer it (plain http)
 */
export async function sha256Of(bytes) {
  const subtle = /** @type {any} */ (globalThis).crypto?.subtle;
  if (subtle === undefined) return null;
  const digest = new Uint8Array(await subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
