// One part of a path (a folder or a file without its extension) as every system can have it: Windows, macOS, Linux and the
// programs that unpack ZIPs there. As near to the given name as possible. Which names are taken is zip-names.js's business.

/** Bytes of UTF-8 in one name: Linux's limit. Windows and macOS count units that are never more than these bytes. */
export const NAME_BYTES = 255;

// Windows keeps these from names, and the control characters (with the separators of lines and paragraphs) with them.
const FORBIDDEN = /[<>:"|?*\\/\p{Cc}\u2028\u2029]/gu;

// Half a surrogate pair cannot be written as UTF-8, and some file systems refuse code points that are no characters.
const NO_CHARACTER = /[\p{Surrogate}\p{Noncharacter_Code_Point}]/gu;

// Marks, embeddings, overrides and isolates, and the old format characters. They are not seen, and they can show "gnp.exe"
// as "exe.png". What joins letters or emoji (U+200C, U+200D) is not among them: names need it.
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]/g;

// Devices on Windows in any case, whatever follows the first dot.
const DEVICE = /^(con|prn|aux|nul|clock\$|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?= *(?:\.|$))/i;

const CHARACTERS = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * Without what some system refuses: each such character becomes "_", direction characters go.
 *
 * @param {string} part
 */
export function cleaned(part) {
  return part.replace(NO_CHARACTER, "\uFFFD").replace(DIRECTION, "").replace(FORBIDDEN, "_");
}

/** @param {string} part Windows takes no dots and spaces at the end of a name */
export function withoutEnd(part) {
  return part.replace(/[. ]+$/, "");
}

/**
 * A cleaned part that is no device and not too long. Whole characters, as people see them, go from its end.
 *
 * @param {string} part
 * @param {number} room bytes of UTF-8, 16 or more
 */
export function fitted(part, room = NAME_BYTES) {
  const whole = noDevice(part);
  // One byte is left for what a device's name gets.
  return byteLength(whole) <= room ? whole : noDevice(withoutEnd(start(part, room - 1)));
}

/** @param {string} text */
export function byteLength(text) {
  return new TextEncoder().encode(text).length;
}

/** @param {string} part */
function noDevice(part) {
  return part.replace(DEVICE, "$1_");
}

/**
 * @param {string} text
 * @param {number} room
 */
function start(text, room) {
  const kept = first(segments(text), room);
  // One letter can carry more accents than there is room for.
  return kept === "" ? first(text, room) : kept;
}

/** @param {string} text */
function* segments(text) {
  for (const { segment } of CHARACTERS.segment(text)) yield segment;
}

/**
 * @param {Iterable<string>} pieces
 * @param {number} room
 */
function first(pieces, room) {
  let kept = "";
  let left = room;
  for (const piece of pieces) {
    left -= byteLength(piece);
    if (left < 0) break;
    kept += piece;
  }
  return kept;
}
