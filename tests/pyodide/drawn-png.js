// A PNG drawn by code: 8-bit RGBA, no filters. An encoder of its own, so that ours is never its own judge.

import { crc32, deflateSync } from "node:zlib";

/**
 * @param {number} width
 * @param {number} height
 * @param {(x: number, y: number) => readonly number[]} colour red, green, blue, alpha
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function drawnPng(width, height, colour = (x, y) => [(x * 37) & 255, (y * 91) & 255, (x * y) & 255, 255]) {
  const rows = Buffer.alloc(height * (1 + width * 4));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      rows.set(colour(x, y), y * (1 + width * 4) + 1 + x * 4);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [signature, chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return new Uint8Array(Buffer.concat(parts));
}

/**
 * @param {string} type
 * @param {Buffer} data
 */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
