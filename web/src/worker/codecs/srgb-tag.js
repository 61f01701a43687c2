// Writes "sRGB" into an AVIF file that libavif made: its encoder leaves the colour unspecified. Nothing else is changed.

const COLOUR_BOX = new TextEncoder().encode("colrnclx");
const HEADER_BYTES = 1024;
/** ITU-T H.273: the primaries of BT.709, which sRGB shares, and sRGB's transfer function. */
const PRIMARIES_BT709 = 1;
const TRANSFER_SRGB = 13;

/**
 * @param {Uint8Array<ArrayBuffer>} avif changed in place
 * @returns {Uint8Array<ArrayBuffer>} the same
 */
export function tagAsSrgb(avif) {
  const at = findIn(avif.subarray(0, HEADER_BYTES), COLOUR_BOX);
  if (at < 0) {
    throw new Error("The AVIF encoder (libavif) wrote no colour description.");
  }
  const fields = new DataView(avif.buffer, avif.byteOffset + at + COLOUR_BOX.length);
  fields.setUint16(0, PRIMARIES_BT709);
  fields.setUint16(2, TRANSFER_SRGB);
  return avif;
}

/**
 * @param {Uint8Array} bytes
 * @param {Uint8Array} wanted
 * @returns {number} -1 where it is not
 */
function findIn(bytes, wanted) {
  for (let at = 0; at + wanted.length <= bytes.length; at += 1) {
    if (wanted.every((byte, index) => bytes[at + index] === byte)) {
      return at;
    }
  }
  return -1;
}
