// JPEG through mozjpeg, whose decoder is libjpeg-turbo's: grey, YCbCr and RGB, sequential and progressive. Pillow in Pyodide
// carries another library, whose pixels are not those that browsers and editors show. Ink (CMYK) stays with Pillow.
// Nothing is turned, no profile is looked at, and what is missing in the file comes out grey: cutout's jpeg_*.py see to it.

import { loadFailure } from "./load-failure.js";
import { withoutEval } from "./without-eval.js";

/** @import { Units } from "../../shared/config.js" */
/** @import { Pixels, Read } from "./index.js" */

/** @typedef {{ data: Uint8ClampedArray<ArrayBuffer>, width: number, height: number }} Decoded */
/** @typedef {{ decode(bytes: Uint8Array): Decoded }} Decoder */

/** The decoder looks for this name, and calls it with what it has decoded. */
const RESULT = "_icodec_ImageData";
/** The library's own words, those of the runtime around it, which stops for no other reason, and the browser's. */
const NO_MEMORY = /insufficient memory|^Aborted\(|allocation failed/i;

/**
 * @param {Units} units full addresses
 * @param {Uint8Array} bytes a file with its end marker
 * @param {Read} read
 * @returns {Promise<Pixels>}
 * @throws {JobError} when the decoder itself cannot be loaded
 * @throws {Error} with the library's words when it refuses the file
 */
export async function decodeJpeg(units, bytes, read) {
  const remarks = /** @type {string[]} */ ([]);
  const decoder = await load(units, read, remarks);
  try {
    const { data, width, height } = withoutEval(() => decoder.decode(bytes));
    const pixels = new Uint8Array(data.buffer, data.byteOffset, data.length);
    return { data: pixels, width, height, bits: 8, remarks: remarks.join("; ") };
  } catch (error) {
    const words = remarks.join("; ") || String(error);
    if (NO_MEMORY.test(words)) {
      throw new Error(`The JPEG decoder ran out of memory: ${words}`);
    }
    throw new Error(`The JPEG decoder refuses the file: ${words}`);
  }
}

/**
 * Fetches and compiles what decoding needs, so that the first photo does not wait for it.
 *
 * @param {Units} units
 * @param {Read} read
 */
export async function prepareJpeg(units, read) {
  await Promise.all([import(`${units.codecs}mozjpeg.js`), read.module(`${units.codecs}mozjpeg.wasm`)]);
}

/**
 * A fresh one for each picture: it ends itself on a damaged file, and its memory cannot shrink.
 *
 * @param {Units} units
 * @param {Read} read
 * @param {string[]} remarks what it says on the way
 * @returns {Promise<Decoder>}
 */
async function load(units, read, remarks) {
  try {
    const [{ default: start }, module] = await Promise.all([
      import(`${units.codecs}mozjpeg.js`),
      read.module(`${units.codecs}mozjpeg.wasm`),
    ]);
    Object.assign(globalThis, {
      [RESULT]: (/** @type {unknown} */ data, /** @type {number} */ width, /** @type {number} */ height) => ({
        data,
        width,
        height,
      }),
    });
    return await new Promise((resolve, reject) => {
      start({
        instantiateWasm(/** @type {WebAssembly.Imports} */ imports, /** @type {Function} */ use) {
          WebAssembly.instantiate(module, imports)
            .then((instance) => withoutEval(() => use(instance, module)))
            .catch(reject);
          return {}; // what it needs comes through `use`
        },
        print() {},
        printErr: (/** @type {string} */ remark) => remarks.push(remark),
      }).then(resolve, reject);
    });
  } catch (error) {
    throw loadFailure("JPEG", "decode", error);
  }
}
