// The codecs that Python has not, or not as everybody else has: HEIC, AVIF and JPEG. Each library is fetched when the first
// such file needs it; only JPEG's, which most photos need, is there before.

import { JobError } from "../job-error.js";
import { decodeAvif, encodeAvif } from "./avif.js";
import { decodeHeic } from "./heic.js";
import { decodeJpeg, prepareJpeg } from "./jpeg.js";

/** @import { Units } from "../../shared/config.js" */

/**
 * @typedef {object} Pixels
 * @property {Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>} data RGBA, row by row; 16-bit numbers where `bits` is more than 8
 * @property {number} width
 * @property {number} height
 * @property {number} bits of a sample: it is 0 .. 2 ** bits - 1
 * @property {string} [remarks] JPEG only: with what its library finds fault though it decodes the file; it names the first only
 */
/** @typedef {{ quality: number, lossless: boolean }} EncodeSettings quality: 1..100, without effect when lossless */
/** @typedef {(address: string) => Promise<ArrayBuffer>} ReadBytes */
/** @typedef {{ bytes: ReadBytes, module: (address: string) => Promise<WebAssembly.Module> }} Read */

/**
 * @typedef {object} Codecs
 * @property {(kind: "heic" | "avif" | "jpeg", data: Uint8Array, deep?: boolean) => Promise<Pixels>} decode `deep` asks
 *   for all the bits of a sample; without it they are rounded to 8
 * @property {(kind: "avif", rgba: Uint8Array, width: number, height: number, settings: EncodeSettings) => Promise<Uint8Array<ArrayBuffer>>} encode
 * @property {() => Promise<void>} prepare what most photos need; it never fails, since decoding tries again
 * @property {() => JobError | null} failure what stopped a codec though the picture is not to blame; an error loses its
 *   identity on the way through Python
 */

/**
 * @param {Units} units full addresses (or, under Node, paths)
 * @param {Read} read
 * @returns {Codecs}
 */
export function createCodecs(units, read) {
  /** @type {JobError | null} */
  let failure = null;

  /**
   * @template T
   * @param {Promise<T>} work
   * @returns {Promise<T>}
   */
  async function remembering(work) {
    try {
      return await work;
    } catch (thrown) {
      if (thrown instanceof JobError) {
        failure = thrown;
      }
      // A C++ exception may be a bare number; Python is to find words.
      throw thrown instanceof Error ? thrown : new Error(String(thrown));
    }
  }

  /**
   * @param {"heic" | "avif" | "jpeg"} kind
   * @param {Uint8Array} data
   * @param {boolean} deep
   */
  function decoded(kind, data, deep) {
    switch (kind) {
      case "heic":
        return decodeHeic(units, data, deep);
      case "avif":
        return decodeAvif(units, data, deep, read.bytes);
      case "jpeg":
        return decodeJpeg(units, data, read);
    }
  }

  return {
    decode: (kind, data, deep = false) => remembering(decoded(kind, data, deep)),
    encode: (_kind, rgba, width, height, settings) =>
      remembering(encodeAvif(units, rgba, width, height, settings, read.bytes)),
    prepare: () => prepareJpeg(units, read).catch(() => {}),
    failure: () => failure,
  };
}
