// The codecs that Python has not: HEIC and AVIF. Each library is fetched when the first such file needs it, no sooner.

import { JobError } from "../job-error.js";
import { decodeAvif, encodeAvif } from "./avif.js";
import { decodeHeic } from "./heic.js";

/** @import { Units } from "../../shared/config.js" */

/**
 * @typedef {object} Pixels
 * @property {Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>} data RGBA, row by row; 16-bit numbers where `bits` is more than 8
 * @property {number} width
 * @property {number} height
 * @property {number} bits of a sample: it is 0 .. 2 ** bits - 1
 */
/** @typedef {{ quality: number, lossless: boolean }} EncodeSettings quality: 1..100, without effect when lossless */
/** @typedef {(address: string) => Promise<ArrayBuffer>} ReadBytes */

/**
 * @typedef {object} Codecs
 * @property {(kind: "heic" | "avif", data: Uint8Array, deep?: boolean) => Promise<Pixels>} decode `deep` asks for all the
 *   bits of a sample; without it they are rounded to 8
 * @property {(kind: "avif", rgba: Uint8Array, width: number, height: number, settings: EncodeSettings) => Promise<Uint8Array<ArrayBuffer>>} encode
 * @property {() => JobError | null} failure what stopped a codec though the picture is not to blame; an error loses its
 *   identity on the way through Python
 */

/**
 * @param {Units} units full addresses (or, under Node, paths)
 * @param {ReadBytes} [readBytes]
 * @returns {Codecs}
 */
export function createCodecs(units, readBytes = fetchBytes) {
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

  return {
    decode: (kind, data, deep = false) =>
      remembering(kind === "heic" ? decodeHeic(units, data, deep) : decodeAvif(units, data, deep, readBytes)),
    encode: (_kind, rgba, width, height, settings) =>
      remembering(encodeAvif(units, rgba, width, height, settings, readBytes)),
    failure: () => failure,
  };
}

/** @type {ReadBytes} */
async function fetchBytes(address) {
  const response = await fetch(address);
  if (!response.ok) {
    throw new Error(`${address}: ${response.status} ${response.statusText}`);
  }
  return response.arrayBuffer();
}
