// Which presses count: double clicks, trembling hands, bouncing keys, and what must never be held up.

import assert from "node:assert/strict";
import test from "node:test";
import { createPressGuard, SETTLE_MS } from "../../web/src/ui/press-guard.js";

/** @import { Press } from "../../web/src/ui/press-guard.js" */

const HERE = { x: 100, y: 100 };
const DOUBLE = { count: 2 };

/**
 * @param {number} at
 * @param {string} on the button, and after a colon what is on it
 * @param {Partial<Press>} [others]
 * @returns {Press}
 */
function press(at, on, others = {}) {
  const [button, words = ""] = on.split(":");
  return { at, on: button, words, isStep: false, place: HERE, count: 1, ...others };
}

/** What becomes of presses that follow one another. @param {Press[]} presses @param {boolean} [isScripted] */
function admitted(presses, isScripted = false) {
  const guard = createPressGuard({ isScripted });
  return presses.map(guard.admits);
}

test("a second press on a button with new words, or on what took its place, does nothing for 400 ms and then counts", () => {
  for (const [first, second] of [
    ["pause:Pause", "pause:Resume"],
    ["cancel", "retry"],
  ]) {
    assert.deepEqual(admitted([press(0, first), press(SETTLE_MS - 1, second)]), [true, false], second);
    assert.deepEqual(admitted([press(0, first), press(SETTLE_MS, second)]), [true, true], second);
  }
});

test("the same button with the same words may be pressed quickly, but a double click is one press", () => {
  assert.deepEqual(admitted([press(0, "zip:Download ZIP"), press(200, "zip:Download ZIP")]), [true, true]);
  assert.deepEqual(admitted([press(0, "zip:Download ZIP"), press(200, "zip:Download ZIP", DOUBLE)]), [true, false]);
});

test("what did nothing does not make the next one wait longer", () => {
  const presses = [0, 150, 300, 450].map((at, index) => press(at, "download", { count: index + 1 }));
  assert.deepEqual(admitted(presses), [true, false, false, true]);
});

test("a hand that trembles is at the same place; another button elsewhere counts at once", () => {
  const near = { place: { x: 108, y: 95 } };
  const far = { place: { x: 100, y: 160 } };
  assert.deepEqual(admitted([press(0, "cancel"), press(200, "retry", near)]), [true, false]);
  assert.deepEqual(admitted([press(0, "cancel a"), press(200, "cancel b", far)]), [true, true]);
  const otherEnd = press(200, "pause:Resume", far);
  assert.deepEqual(admitted([press(0, "pause:Pause"), otherEnd]), [true, false], "the other end of one button");
});

test("what is pressed step by step counts every time, but not as the second half of something else", () => {
  const step = { isStep: true, ...DOUBLE };
  assert.deepEqual(admitted([press(0, "zoom:Fit", step), press(100, "zoom:100%", step)]), [true, true]);
  assert.deepEqual(admitted([press(0, "thumbnail"), press(100, "picture", step)]), [true, false]);
  assert.deepEqual(admitted([press(0, "next", step), press(100, "close")]), [true, false]);
});

test("the keyboard's place is the focus, until another key moves it", () => {
  const key = { place: null, count: 0 };
  assert.deepEqual(admitted([press(0, "cancel", key), press(200, "retry", key)]), [true, false]);
  assert.deepEqual(admitted([press(0, "cancel", key), press(200, "elsewhere")]), [true, true], "a click is elsewhere");
  const guard = createPressGuard();
  guard.admits(press(0, "dismiss", key));
  guard.forget();
  assert.equal(guard.admits(press(200, "choose", key)), true, "Tab, then Enter");
});

test("a script that drives the browser presses as fast as it likes, but its double clicks are double clicks", () => {
  assert.deepEqual(admitted([press(0, "pause:Pause"), press(5, "pause:Resume")], true), [true, true]);
  assert.deepEqual(admitted([press(0, "cancel"), press(5, "retry", DOUBLE)], true), [true, false]);
});
