// Asking the server: with a time limit where something stored can answer instead, and with a checksum where the answer
// will be stored. It knows no cache.

/** @import { WantedFile } from "./plan.js" */

/**
 * The server's answer, unless it is late or a failure of the server and there is a stored one.
 *
 * @param {Promise<Response>} asked
 * @param {() => Promise<Response | undefined>} stored
 * @param {number} limitMs
 * @returns {Promise<Response>}
 */
export async function networkFirst(asked, stored, limitMs) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, limitMs, null);
  });
  const first = /** @type {Response | null} */ (await Promise.race([asked, late]).catch(() => null));
  clearTimeout(timer);
  // A proxy whose server is away answers 502 or 504.
  if (first !== null && first.status < 500) return first;
  // A store that fails is an empty one.
  return (await stored().catch(() => undefined)) ?? asked;
}

/**
 * @param {WantedFile} file
 * @param {typeof fetch} ask
 * @returns {Promise<Response>} whose body is what the build's manifest says
 * @throws {TypeError} when the server cannot be reached or sends anything else
 */
export async function fetchChecked({ url, sha256 }, ask = fetch) {
  const integrity = `sha256-${base64(sha256)}`;
  try {
    return await ask(url, { integrity });
  } catch {
    // What the browser's own cache holds may be damaged, or be the page of the build before.
    return ask(url, { integrity, cache: "reload" });
  }
}

/**
 * @param {string} hex
 * @returns {string}
 */
export function base64(hex) {
  const bytes = hex.match(/../g) ?? [];
  return btoa(String.fromCharCode(...bytes.map((byte) => Number.parseInt(byte, 16))));
}
