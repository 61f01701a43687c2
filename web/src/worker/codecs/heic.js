// HEIC and HEIF through libheif: the primary picture, put together from its tiles. Samples of more than 8 bits come as they
// are, or scaled to 8. The file comes from `still` of cutout/formats/heif and asks for no cropping or turning; colours that
// are multiplied by alpha stay so. Both are the business of `source` there.
// libheif's own limits stay as they are: 1000 items is more than the 400 tiles of a photo of 100 megapixels.

import { loadFailure } from "./load-failure.js";

/** @import { MainModule } from "libheif-js/libheif-wasm/libheif.js" */
/** @import { Units } from "../../shared/config.js" */
/** @import { Pixels } from "./index.js" */

const COLORSPACE_RGB = 1;
const CHROMA_INTERLEAVED_RGBA = 11;
/** 16-bit numbers, the low byte first, as in every WebAssembly memory and its views. */
const CHROMA_INTERLEAVED_RRGGBBAA_LE = 15;
const CHANNEL_INTERLEAVED = 10;
/** Byte positions in libheif's `heif_decoding_options`, whose fields never move. */
const CONVERT_HDR_TO_8BIT = 20;
const STRICT_DECODING = 21;
/** Sizes of `heif_error`, which C functions write where their first argument points, and of one pointer. */
const ERROR_BYTES = 12;
const POINTER_BYTES = 4;

/**
 * @param {Units} units full addresses
 * @param {Uint8Array} bytes the whole file
 * @param {boolean} deep whether samples keep their bits
 * @returns {Promise<Pixels>}
 * @throws {JobError} when libheif itself cannot be loaded
 * @throws {Error} with libheif's own words when it refuses the file
 */
export async function decodeHeic(units, bytes, deep) {
  const libheif = await loadLibheif(units);
  const allocated = /** @type {number[]} */ ([]);
  const allocate = (/** @type {number} */ size) => {
    const pointer = libheif._malloc(size);
    if (pointer === 0) {
      throw new Error(`libheif: out of memory, ${size} bytes were asked for`);
    }
    allocated.push(pointer);
    return pointer;
  };
  const context = libheif._heif_context_alloc();
  try {
    const error = allocate(ERROR_BYTES);
    const out = allocate(POINTER_BYTES);
    const file = allocate(bytes.length);
    libheif.HEAPU8.set(bytes, file);
    libheif._heif_context_read_from_memory_without_copy(error, context, file, bytes.length, 0);
    check(libheif, error);
    libheif._heif_context_get_primary_image_handle(error, context, out);
    check(libheif, error);
    return decodePicture(libheif, pointerAt(libheif, out), deep, error, out);
  } finally {
    libheif._heif_context_free(context);
    for (const pointer of allocated) {
      libheif._free(pointer);
    }
  }
}

/**
 * @param {MainModule} libheif
 * @param {number} handle of the picture; released here
 * @param {boolean} deep
 * @param {number} error where libheif may write its error
 * @param {number} out where libheif may write one pointer or number
 * @returns {Pixels}
 */
function decodePicture(libheif, handle, deep, error, out) {
  const options = libheif._heif_decoding_options_alloc();
  let image = 0;
  try {
    libheif.HEAPU8[options + CONVERT_HDR_TO_8BIT] = deep ? 0 : 1;
    libheif.HEAPU8[options + STRICT_DECODING] = 1;
    const chroma = deep ? CHROMA_INTERLEAVED_RRGGBBAA_LE : CHROMA_INTERLEAVED_RGBA;
    libheif._heif_decode_image(error, handle, out, COLORSPACE_RGB, chroma, options);
    check(libheif, error);
    image = pointerAt(libheif, out);
    const width = libheif._heif_image_get_width(image, CHANNEL_INTERLEAVED);
    const height = libheif._heif_image_get_height(image, CHANNEL_INTERLEAVED);
    const plane = libheif._heif_image_get_plane_readonly2(image, CHANNEL_INTERLEAVED, out);
    if (plane === 0) {
      throw new Error("libheif: the decoded picture has no pixels");
    }
    const packed = packRows(libheif.HEAPU8, plane, pointerAt(libheif, out), width * (deep ? 8 : 4), height);
    const bits = libheif._heif_image_get_bits_per_pixel_range(image, CHANNEL_INTERLEAVED);
    return { data: deep ? new Uint16Array(packed.buffer) : packed, width, height, bits };
  } finally {
    libheif._heif_image_release(image);
    libheif._heif_decoding_options_free(options);
    libheif._heif_image_handle_release(handle);
  }
}

/**
 * @param {Uint8Array} memory
 * @param {number} start of the first row
 * @param {number} stride from one row's start to the next, bytes
 * @param {number} rowBytes
 * @param {number} height
 * @returns {Uint8Array<ArrayBuffer>} a copy without the bytes between the rows
 */
function packRows(memory, start, stride, rowBytes, height) {
  const packed = new Uint8Array(rowBytes * height);
  for (let row = 0; row < height; row += 1) {
    const from = start + row * stride;
    packed.set(memory.subarray(from, from + rowBytes), row * rowBytes);
  }
  return packed;
}

/**
 * @param {MainModule} libheif
 * @param {number} error
 */
function check(libheif, error) {
  const code = pointerAt(libheif, error);
  if (code !== 0) {
    throw new Error(`libheif: ${textAt(libheif.HEAPU8, pointerAt(libheif, error + 8))} (${code})`);
  }
}

/**
 * @param {MainModule} libheif
 * @param {number} address
 * @returns {number}
 */
function pointerAt(libheif, address) {
  return libheif.HEAPU32[address >> 2];
}

/**
 * @param {Uint8Array} memory
 * @param {number} address of text that ends in a zero byte
 */
function textAt(memory, address) {
  return new TextDecoder().decode(memory.slice(address, memory.indexOf(0, address)));
}

/**
 * A fresh one for each picture, so that its memory, which cannot shrink, is given back.
 *
 * @param {Units} units
 * @returns {Promise<MainModule>}
 */
async function loadLibheif(units) {
  try {
    const module = await import(`${units.codecs}libheif-bundle.mjs`);
    return await module.default({ print: ignore, printErr: ignore });
  } catch (error) {
    throw loadFailure("HEIC", "decode", error);
  }
}

/** libheif's messages go into errors; its remarks on the console help nobody. */
function ignore() {}
