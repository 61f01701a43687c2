// Gives an AVIF file the "pixi" property (bits per channel) that files of early encoders lack. libavif in its strict mode,
// which its WebAssembly build cannot leave, refuses them for that alone. The picture's data is not looked at.

const HEADER_BYTES = 8;
const FULL_BOX_BYTES = 4;
const MOST_BOXES = 10_000;

/** @typedef {{ type: string, start: number, body: number, end: number }} Box positions in the file; body is after the header */

/**
 * The old description stays where it was, as a box that readers skip, and the new one goes to the end of the file: so the
 * positions of the picture's data, which descriptions hold, remain right.
 *
 * @param {Uint8Array} file
 * @returns {Uint8Array<ArrayBuffer> | null} null where the property is there already or the file is of an unusual build
 */
export function addPixi(file) {
  try {
    return rewritten(file);
  } catch (error) {
    if (error instanceof RangeError) {
      return null; // a box that ends outside its parent, or a read beyond the end
    }
    throw error;
  }
}

/** @param {Uint8Array} file */
function rewritten(file) {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const top = boxes(view, 0, file.length);
  const meta = top.find(({ type }) => type === "meta");
  const iprp = meta && boxes(view, meta.body + FULL_BOX_BYTES, meta.end).find(({ type }) => type === "iprp");
  const inside = iprp ? boxes(view, iprp.body, iprp.end) : [];
  const ipco = inside.find(({ type }) => type === "ipco");
  const ipma = inside.filter(({ type }) => type === "ipma");
  const properties = ipco ? boxes(view, ipco.body, ipco.end) : [];
  const av1c = properties.find(({ type }) => type === "av1C");
  const [links] = ipma;
  if (!meta || !iprp || !ipco || !av1c || !links || ipma.length > 1 || properties.some(({ type }) => type === "pixi")) {
    return null;
  }
  const depth = bitsPerChannel(view.getUint8(av1c.body + 2));
  const pixi = box("pixi", [Uint8Array.of(0, 0, 0, 0, 3, depth, depth, depth)]);
  const parts = {
    ipco: box("ipco", [file.subarray(ipco.body, ipco.end), pixi]),
    ipma: box("ipma", [linked(view, links, properties.length + 1)]),
  };
  const newIprp = box("iprp", [
    ...inside.map(({ type, start, end }) =>
      type === "ipco" || type === "ipma" ? parts[type] : file.subarray(start, end),
    ),
  ]);
  const newMeta = box("meta", [file.subarray(meta.body, iprp.start), newIprp, file.subarray(iprp.end, meta.end)]);
  const result = joined([file, newMeta]);
  result.set(new TextEncoder().encode("free"), meta.start + 4);
  const last = top.at(-1);
  if (last && view.getUint32(last.start) === 0) {
    new DataView(result.buffer).setUint32(last.start, last.end - last.start); // it reached to the file's end
  }
  return result;
}

/**
 * @param {DataView} view
 * @param {Box} ipma which item has which properties
 * @param {number} index of the property that every item gets, from 1
 * @returns {Uint8Array<ArrayBuffer>} the box's new body
 */
function linked(view, ipma, index) {
  const [wideItems, wideLinks] = [view.getUint8(ipma.body) > 0, (view.getUint8(ipma.body + 3) & 1) === 1];
  const copy = (/** @type {number} */ from, /** @type {number} */ to) => bytesOf(view, from, to);
  const link = wideLinks ? Uint8Array.of(index >> 8, index & 0xff) : Uint8Array.of(index);
  if (index > (wideLinks ? 0x7fff : 0x7f)) {
    throw new RangeError("too many properties");
  }
  let at = ipma.body + FULL_BOX_BYTES + 4;
  const parts = [copy(ipma.body, at)];
  while (at < ipma.end) {
    const count = at + (wideItems ? 4 : 2);
    const links = view.getUint8(count);
    const next = count + 1 + links * link.length;
    if (links === 0xff || next > ipma.end) {
      throw new RangeError("a list of properties that does not fit");
    }
    parts.push(copy(at, count), Uint8Array.of(links + 1), copy(count + 1, next), link);
    at = next;
  }
  return joined(parts);
}

/**
 * @param {DataView} view
 * @param {number} from
 * @param {number} to
 * @returns {Box[]}
 */
function boxes(view, from, to) {
  const found = [];
  for (let start = from; start < to; ) {
    const size = view.getUint32(start);
    const wide = size === 1;
    const bytes = wide ? Number(view.getBigUint64(start + HEADER_BYTES)) : size || to - start;
    const body = start + HEADER_BYTES * (wide ? 2 : 1);
    const end = start + bytes;
    if (end < body || end > to || found.length === MOST_BOXES) {
      throw new RangeError("a box of a wrong size");
    }
    const type = String.fromCharCode(...bytesOf(view, start + 4, start + HEADER_BYTES));
    found.push({ type, start, body, end });
    start = end;
  }
  return found;
}

/** @param {number} flags third byte of av1C */
function bitsPerChannel(flags) {
  if ((flags & 0x40) === 0) {
    return 8;
  }
  return (flags & 0x20) === 0 ? 10 : 12;
}

/**
 * @param {string} type
 * @param {Uint8Array[]} parts
 */
function box(type, parts) {
  const body = joined(parts);
  const whole = new Uint8Array(HEADER_BYTES + body.length);
  new DataView(whole.buffer).setUint32(0, whole.length);
  whole.set(new TextEncoder().encode(type), 4);
  whole.set(body, HEADER_BYTES);
  return whole;
}

/**
 * @param {DataView} view
 * @param {number} from
 * @param {number} to
 */
function bytesOf(view, from, to) {
  return new Uint8Array(view.buffer, view.byteOffset + from, to - from);
}

/** @param {Uint8Array[]} parts */
function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
