// Numbers as people read them. English only, decimal units, no locale: the same text everywhere.

const BYTE_UNITS = ["B", "kB", "MB", "GB", "TB"];

/**
 * @param {number} bytes
 * @returns {string} for example "999 B", "1.2 kB", "35 MB"
 */
export function formatBytes(bytes) {
  let value = bytes;
  let unit = 0;
  // 999.5 would be shown as 1000, so the next unit begins there. Whole bytes never have that problem.
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : twoDigits(value)} ${BYTE_UNITS[unit]}`;
}

/**
 * @param {number} milliseconds
 * @returns {string} for example "0.4 s", "12 s", "2 min 5 s", "1 h 2 min"
 */
export function formatDuration(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 59.5) {
    return `${twoDigits(seconds)} s`;
  }
  const whole = Math.round(seconds);
  if (whole < 3600) {
    return joined(Math.floor(whole / 60), "min", whole % 60, "s");
  }
  const minutes = Math.round(whole / 60);
  return joined(Math.floor(minutes / 60), "h", minutes % 60, "min");
}

/**
 * @param {number} fraction 0..1
 * @returns {string} whole percent, rounded down so that "100%" means finished
 */
export function formatPercent(fraction) {
  return `${Math.floor(fraction * 100)}%`;
}

/**
 * @param {number} count
 * @param {string} singular
 * @param {string} [plural] where it is not the singular with an "s"
 * @returns {string} for example "1 photo", "3 photos"
 */
export function formatCount(count, singular, plural = `${singular}s`) {
  return `${count} ${count === 1 ? singular : plural}`;
}

/**
 * One decimal below 10, none from there on, and no ".0".
 *
 * @param {number} value
 */
function twoDigits(value) {
  return String(value < 10 ? Math.round(value * 10) / 10 : Math.round(value));
}

/**
 * @param {number} large
 * @param {string} largeUnit
 * @param {number} small
 * @param {string} smallUnit
 */
function joined(large, largeUnit, small, smallUnit) {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
