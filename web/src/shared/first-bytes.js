// What the first bytes of a file say about it, by the table that Python has too (cutout/formats/first_bytes.json), so that
// a file which cannot be read is refused before a worker starts. Pure. Where they do not decide, Python does.

/** @import { Failure } from "./errors.js" */

/** @typedef {{ name: string, kind: string }} Named kind: a case of "unsupported-format" */
/** @typedef {{ at: Record<string, string[]> } & (Named | { format: string })} Signature at: place, and what may stand there */

/**
 * @typedef {object} FirstBytes the table; a character stands for a byte
 * @property {number} probe_bytes that are looked at
 * @property {Signature[]} signatures
 * @property {Record<string, string[]>} pictures brands of what only the structure tells apart
 * @property {(Named & { of: string[] })[]} brands
 * @property {Named} other_brands
 * @property {(Named & { pattern: string })[]} texts
 */

/**
 * @param {FirstBytes} table
 * @param {Uint8Array} head the first `probe_bytes`; fewer where the file is shorter
 * @param {number} size of the file
 * @returns {Failure | null} as Python answers; null: it may be readable
 */
export function refusal(table, head, size) {
  if (size === 0) return { code: "empty-file", found: {}, detail: "" };
  const text = Array.from(head, (byte) => String.fromCharCode(byte)).join("");
  const found = identify(table, text, head);
  if (found === "readable") return null;
  const shown = `first bytes: ${Array.from(head.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join(" ")}`;
  if (found === null) {
    return { code: "unrecognised-file", found: {}, detail: `${size} bytes; ${shown}` };
  }
  return { code: "unsupported-format", found: { case: found.kind, name: found.name }, detail: shown };
}

/**
 * @param {FirstBytes} table
 * @param {string} text
 * @param {Uint8Array} head the same as bytes
 * @returns {Named | "readable" | null}
 */
function identify(table, text, head) {
  const signature = table.signatures.find(({ at }) => begins(text, at));
  if (signature !== undefined) return "format" in signature ? "readable" : signature;
  if (text.startsWith("ftyp", 4)) return container(table, text, head);
  return table.texts.find(({ pattern }) => new RegExp(pattern).test(text)) ?? null;
}

/**
 * @param {string} text
 * @param {Record<string, string[]>} at
 */
function begins(text, at) {
  return Object.entries(at).every(([place, ones]) => ones.some((one) => text.startsWith(one, Number(place))));
}

/**
 * An ISO base media file (ISO/IEC 14496-12, 4.3): what its brands say, the major one first.
 *
 * @param {FirstBytes} table
 * @param {string} text
 * @param {Uint8Array} head
 * @returns {Named | "readable"}
 */
function container(table, text, head) {
  const size = new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(0);
  if (size < 12 || text.length < 12) return table.other_brands;
  const body = text.slice(8, Math.min(size, table.probe_bytes));
  const major = body.slice(0, 4);
  const brands = [major];
  for (let at = 8; at + 4 <= body.length; at += 4) brands.push(body.slice(at, at + 4));
  if (Object.values(table.pictures).some((names) => names.some((name) => brands.includes(name)))) return "readable";
  const named = (/** @type {string[]} */ names) =>
    table.brands.find(({ of }) => of.some((name) => names.includes(name)));
  return named([major]) ?? named(brands) ?? table.other_brands;
}
