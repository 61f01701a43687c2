// How the pieces of a model's file are named where the browser keeps them (the Cache API), so that page and model worker
// find the same ones. Only names and sums: it opens no cache. A name is the file's address with a remark; no request is
// ever made for it.

export const MODEL_CACHE = "cutroom-models";
/** Small enough that little is fetched twice after a reload, large enough that a model is not hundreds of entries. */
export const PIECE_BYTES = 8_000_000;

const PIECE = "cutroom-piece";
const WHOLE = "cutroom-whole";

/** @typedef {{ name: string, start: number, end: number }} Piece end: the byte after its last one */

/**
 * @param {string} url of the file
 * @param {number} start
 * @param {number} end
 */
export function pieceName(url, start, end) {
  return remarked(url, `${PIECE}=${start}-${end}`);
}

/**
 * The note that all pieces are there and were checked; in it are their checksums.
 *
 * @param {string} url
 */
export function wholeName(url) {
  return remarked(url, WHOLE);
}

/** @typedef {{ start: number, end: number, sha256: string }} PieceSum of a piece of a file whose own checksum was right */

/** @param {readonly PieceSum[]} sums */
export function sumsToText(sums) {
  return JSON.stringify(sums.map(({ start, end, sha256 }) => [start, end, sha256]));
}

/**
 * @param {string} text of a note
 * @param {readonly Pick<Piece, "start" | "end">[]} pieces that are kept
 * @returns {PieceSum[] | null} one for each piece; null where the note is not about these, or an older page made it
 */
export function sumsFromText(text, pieces) {
  try {
    const sums = JSON.parse(text).map((/** @type {any[]} */ [start, end, sha256]) => ({ start, end, sha256 }));
    const isAboutThem = (/** @type {PieceSum} */ { start, end, sha256 }, /** @type {number} */ index) =>
      start === pieces[index]?.start && end === pieces[index]?.end && /^[0-9a-f]{64}$/.test(sha256);
    return sums.length === pieces.length && sums.every(isAboutThem) ? sums : null;
  } catch {
    return null;
  }
}

/**
 * The pieces that follow one another from the first byte on; what lies behind a gap is of no use.
 *
 * @param {string} url
 * @param {readonly string[]} names all that is kept
 * @returns {Piece[]}
 */
export function piecesOf(url, names) {
  const prefix = remarked(url, `${PIECE}=`);
  const all = names.flatMap((name) => {
    const range = name.startsWith(prefix) ? /^(\d+)-(\d+)$/.exec(name.slice(prefix.length)) : null;
    return range === null ? [] : [{ name, start: Number(range[1]), end: Number(range[2]) }];
  });
  const pieces = [];
  for (let at = 0; ; ) {
    const longest = all.filter(({ start, end }) => start === at && end > at).sort((a, b) => b.end - a.end)[0];
    if (longest === undefined) return pieces;
    pieces.push(longest);
    at = longest.end;
  }
}

/**
 * @param {{ url: string, bytes: number }} file
 * @param {readonly string[]} names
 * @returns {{ bytes: number, isWhole: boolean }} bytes: a download goes on from there
 */
export function keptOf({ url, bytes }, names) {
  const found = Math.min(bytes, piecesOf(url, names).at(-1)?.end ?? 0);
  return { bytes: found, isWhole: found === bytes && names.includes(wholeName(url)) };
}

/**
 * @param {string} url
 * @param {string} name
 * @returns {boolean} whether it belongs to that file or to another version of it
 */
export function isOfFile(url, name) {
  return pathOf(url) === pathOf(name);
}

/** @param {string} url */
function pathOf(url) {
  return url.split("?", 1)[0];
}

/** @param {string} url @param {string} remark */
function remarked(url, remark) {
  return `${url}${url.includes("?") ? "&" : "?"}${remark}`;
}
