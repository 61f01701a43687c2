// Which presses count. A press within 400 ms of another one, on a button that has changed its words since or at a place where
// something else is now, was meant for what was there before: a double click, a bouncing key, a trembling hand. It does
// nothing. Nor does the second half of a real double click, except on what people press step by step. This file only decides;
// press-listener.js asks it.

/** People and systems need up to this long between the two halves of a double click. */
export const SETTLE_MS = 400;
/** Nearer than this is the same place: a hand trembles, and buttons are no closer to each other. CSS pixels. */
const SAME_PLACE = 16;

/**
 * @typedef {object} Press
 * @property {number} at milliseconds
 * @property {unknown} on the button that is pressed, else what takes its place: a dialog, the page
 * @property {string} words on it, as they are before the press does anything
 * @property {boolean} isStep pressed again and again on purpose; so is everything that is no button
 * @property {{ x: number, y: number } | null} place null for the keyboard, whose place is the focus
 * @property {number} count of clicks in a row as the browser counts them: 2 is a double click
 */

/**
 * @param {{ isScripted?: boolean }} [parts] isScripted: a script drives the browser. It presses in its own time and looks
 *   before it does, so only what it sends as a double click is taken for one.
 */
export function createPressGuard({ isScripted = false } = {}) {
  /** The last one that counted. @type {Press | null} */
  let last = null;

  /** @param {Press} press */
  function isMeantForAnother(press) {
    return last !== null && isSecondHalf(last, press, isScripted) && !(press.isStep && press.on === last.on);
  }

  return {
    /**
     * @param {Press} press
     * @returns {boolean} false: it is to do nothing
     */
    admits(press) {
      if (isMeantForAnother(press)) return false;
      last = press;
      return true;
    },
    isMeantForAnother,
    /** The person did something else meanwhile: went on with the keyboard, for example. */
    forget() {
      last = null;
    },
  };
}

/**
 * @param {Press} first
 * @param {Press} second
 * @param {boolean} isScripted
 */
function isSecondHalf(first, second, isScripted) {
  if (second.at - first.at >= SETTLE_MS) return false;
  if (second.count >= 2) return true;
  if (isScripted) return false;
  return first.on === second.on ? first.words !== second.words : isSamePlace(first.place, second.place);
}

/**
 * @param {Press["place"]} one
 * @param {Press["place"]} other
 */
function isSamePlace(one, other) {
  if (one === null || other === null) return one === other;
  return Math.hypot(one.x - other.x, one.y - other.y) < SAME_PLACE;
}
