// A table as CSV that spreadsheet programs open as it is meant: RFC 4180 with a byte order mark, and no cell that a program
// would take for a formula. Pure.

const BYTE_ORDER_MARK = "\uFEFF";

// A file can be called "=cmd()" by whoever sent it; an apostrophe in front makes it text. Some programs take the wide forms too.
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * @param {readonly (readonly string[])[]} rows the first holds the names of the columns
 */
export function csvText(rows) {
  return BYTE_ORDER_MARK + rows.map((cells) => `${cells.map(cell).join(",")}\r\n`).join("");
}

/** @param {string} text */
function cell(text) {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
