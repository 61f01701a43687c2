// A JPEG drawn by code, 4:2:0 with thin coloured lines, by the encoder beside the decoder that is tested: its pixels are
// known only by decoding them.

import { builtUnits, readBytes } from "./built.js";

const YCBCR = 3;

/**
 * @param {number} width
 * @param {number} height
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function drawnJpeg(width, height) {
  const { default: start } = await import(`${builtUnits().codecs}mozjpeg.js`);
  const mozjpeg = await start({ wasmBinary: await readBytes(`${builtUnits().codecs}mozjpeg.wasm`) });
  const rgba = new Uint8Array(width * height * 4);
  for (let at = 0; at < rgba.length; at += 4) {
    const [x, y] = [(at / 4) % width, Math.floor(at / 4 / width)];
    rgba.set(x % 7 === 0 ? [255, 0, 0, 255] : [x * 4, y * 5, (x * y) & 255, 255], at);
  }
  const trellis = { trellisMultipass: false, trellisOptZero: false, trellisOptTable: false, trellisLoops: 1 };
  const chroma = { autoSubsample: true, chromaSubsample: 2, separateChromaQuality: false, chromaQuality: 90 };
  const kind = { baseline: true, arithmetic: false, progressive: false, optimizeCoding: false };
  const rest = { quality: 90, smoothing: 0, colorSpace: YCBCR, quantTable: 0 };
  return mozjpeg.encode(rgba, width, height, { ...trellis, ...chroma, ...kind, ...rest });
}
