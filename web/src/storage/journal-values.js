// Values in a journal that may be missing there: another version of the page may not have written them. Pure.

/** @param {unknown} value */
export function textOrNull(value) {
  return typeof value === "string" && value !== "" ? value : null;
}

/** @param {unknown} value */
export function numberOrNull(value) {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
