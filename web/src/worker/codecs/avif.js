// AVIF through libavif: 8, 10 and 12 bits, 4:0:0 to 4:4:4, alpha, grids.
// Decoding hands out what is stored, 8 or 16 bits per channel: it neither crops nor turns (of cutout/formats/heif, `source`
// does, and `still` writes the file that comes here). Encoding writes straight RGBA as it is, colours under alpha 0
// included; that the file says sRGB is the business of `srgb_tag` of cutout/formats/avif.

import { loadFailure } from "./load-failure.js";

/** @import { Units } from "../../shared/config.js" */
/** @import { EncodeSettings, Pixels, ReadBytes } from "./index.js" */

/**
 * @typedef {object} Decoder
 * @property {Uint8Array} HEAPU8
 * @property {(bytes: Uint8Array, bits: 8 | 16) => { data: Uint8ClampedArray<ArrayBuffer> | Uint16Array<ArrayBuffer>, width: number, height: number } | null} decode
 */
/**
 * @typedef {object} Encoder
 * @property {Uint8Array} HEAPU8
 * @property {(rgba: Uint8Array, width: number, height: number, options: object) => Uint8Array<ArrayBuffer> | null} encode
 */

const YUV444 = 3;
const LOSSLESS = 100;
/** Measured on photographs: 0.6 s per megapixel at 8, 0.25 s at 9 for files 2 % larger, 25 % for flat ones; 1.8 s at 6. */
const SPEED = 8;
const SPEED_OF_LARGE = 9;
const LARGE_PIXELS = 8_000_000;
/** WebAssembly's memory ends at 2 GB here; where this much is in use and nothing came out, it was not enough. */
const NEARLY_ALL_MEMORY = 1_500_000_000;

/**
 * @param {Units} units full addresses
 * @param {Uint8Array} bytes one still picture and its alpha
 * @param {boolean} deep libavif scales samples of any depth to 16 bits then, and to 8 otherwise
 * @param {ReadBytes} readBytes
 * @returns {Promise<Pixels>}
 * @throws {JobError} when libavif itself cannot be loaded
 */
export async function decodeAvif(units, bytes, deep, readBytes) {
  const libavif = /** @type {Decoder} */ (await load(units, "avif_dec", "decode", readBytes));
  const bits = deep ? 16 : 8;
  const picture = libavif.decode(bytes, bits);
  if (picture === null) {
    throw failure("The AVIF decoder (libavif) refuses the file", libavif);
  }
  const { data, width, height } = picture;
  const samples = data instanceof Uint16Array ? data : new Uint8Array(data.buffer, data.byteOffset, data.length);
  return { data: samples, width, height, bits };
}

/**
 * Colour is never subsampled: at quality 85, 4:2:0 makes files a fifth smaller and the colours of a cutout's edge wrong by
 * half as much again. Alpha is always exact: lossy alpha is off by up to 28 of 255 there, and costs a twentieth less.
 *
 * @param {Units} units full addresses
 * @param {Uint8Array} rgba straight, row by row
 * @param {number} width
 * @param {number} height
 * @param {EncodeSettings} settings
 * @param {ReadBytes} readBytes
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 * @throws {JobError} when libavif itself cannot be loaded
 */
export async function encodeAvif(units, rgba, width, height, { quality, lossless }, readBytes) {
  if (rgba.length !== width * height * 4 || rgba.length === 0) {
    throw new Error(`${width} x ${height} pixels are ${width * height * 4} bytes, ${rgba.length} were given`);
  }
  const libavif = /** @type {Encoder} */ (await load(units, "avif_enc", "encode", readBytes));
  const file = libavif.encode(rgba, width, height, {
    lossless,
    // libavif's 100 is lossless: a lossy file stays below it.
    quality: lossless ? LOSSLESS : Math.min(quality, LOSSLESS - 1),
    qualityAlpha: LOSSLESS,
    subsample: YUV444,
    speed: width * height > LARGE_PIXELS ? SPEED_OF_LARGE : SPEED,
    bitDepth: 8,
    tune: 0,
    sharpness: 0,
    denoiseLevel: 0,
    tileColsLog2: 0,
    tileRowsLog2: 0,
    chromaDeltaQ: false,
    enableSharpYUV: false,
  });
  if (file === null) {
    throw failure(`The AVIF encoder (libavif) made no file of ${width} x ${height} pixels`, libavif);
  }
  return file;
}

/**
 * A fresh one for each picture, so that its memory, which cannot shrink, is given back.
 *
 * @param {Units} units
 * @param {"avif_dec" | "avif_enc"} name
 * @param {"decode" | "encode"} stage
 * @param {ReadBytes} readBytes
 * @returns {Promise<unknown>}
 */
async function load(units, name, stage, readBytes) {
  try {
    const [module, wasmBinary] = await Promise.all([
      import(`${units.codecs}${name}.js`),
      readBytes(`${units.codecs}${name}.wasm`),
    ]);
    return await module.default({ wasmBinary, noInitialRun: true, print: ignore, printErr: ignore });
  } catch (error) {
    throw loadFailure("AVIF", stage, error);
  }
}

/**
 * libavif's module says that it failed, not why.
 *
 * @param {string} words
 * @param {{ HEAPU8: Uint8Array }} libavif
 */
function failure(words, { HEAPU8: memory }) {
  return new Error(memory.length > NEARLY_ALL_MEMORY ? `${words}: out of memory` : `${words}.`);
}

/** libavif's remarks on the console help nobody. */
function ignore() {}
