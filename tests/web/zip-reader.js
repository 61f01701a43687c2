// Reads a ZIP back by its central directory, for tests. Independent of the product and of the library that writes:
// it knows only the published format (APPNOTE 4.3), without ZIP64 and without compression.

import assert from "node:assert/strict";
import { crc32 } from "node:zlib";

const END_LENGTH = 22;

/**
 * Every entry with its bytes. Fails where the two headers of an entry disagree, or sizes or checksums are wrong.
 *
 * @param {Uint8Array} buffer
 */
export function readZip(buffer) {
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  const end = buffer.byteLength - END_LENGTH;
  assert.equal(view.getUint32(end, true), 0x06054b50, "the end record is missing");
  const count = view.getUint16(end + 10, true);
  const entries = [];
  let at = view.getUint32(end + 16, true);
  for (let index = 0; index < count; index += 1) {
    assert.equal(view.getUint32(at, true), 0x02014b50, "a central header is missing");
    const nameLength = view.getUint16(at + 28, true);
    const entry = {
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      time: view.getUint16(at + 12, true),
      date: view.getUint16(at + 14, true),
      crc: view.getUint32(at + 16, true),
      storedSize: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      name: utf8(buffer, at + 46, nameLength),
      offset: view.getUint32(at + 42, true),
    };
    entries.push({ ...entry, bytes: content(buffer, view, entry) });
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  assert.equal(at, end, "the central directory does not end where the end record begins");
  return entries;
}

/** "2024-05-06 07:08:10" of an entry: local time, in steps of two seconds. @param {{ date: number, time: number }} entry */
export function writtenAt({ date, time }) {
  const pad = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const day = `${(date >> 9) + 1980}-${pad((date >> 5) & 15)}-${pad(date & 31)}`;
  return `${day} ${pad(time >> 11)}:${pad((time >> 5) & 63)}:${pad((time & 31) * 2)}`;
}

/** @typedef {{ offset: number, name: string, size: number, storedSize: number, crc: number, method: number }} Header */

/** @param {Uint8Array} buffer @param {DataView} view @param {Header} header */
function content(buffer, view, { offset, name, size, storedSize, crc, method }) {
  assert.equal(view.getUint32(offset, true), 0x04034b50, `the local header of ${name} is missing`);
  const nameLength = view.getUint16(offset + 26, true);
  assert.equal(utf8(buffer, offset + 30, nameLength), name);
  assert.equal(view.getUint16(offset + 8, true), method);
  assert.equal(storedSize, size);
  const start = offset + 30 + nameLength + view.getUint16(offset + 28, true);
  const bytes = buffer.subarray(start, start + size);
  assert.equal(bytes.length, size);
  assert.equal(crc32(bytes), crc, `the checksum of ${name} is wrong`);
  return bytes;
}

/** @param {Uint8Array} buffer @param {number} start @param {number} length */
function utf8(buffer, start, length) {
  return new TextDecoder("utf-8", { fatal: true }).decode(buffer.subarray(start, start + length));
}
