// Which presses count: double clicks, trembling hands, bouncing keys, and what must never be held up.

import assert from "node:assert/strict";
import test from "node:test";
import { createPressGuard, SETTLE_MS } from "../../web/src/ui/press-guard.js";

/** @import { Press } from "../../web/src/ui/press-guard.js" */

const HERE = { x: 100, y: 100 };

/**
 * @param {number} at
 * @param {unknown} on
 * @param {Partial<Press>} [others]
 * @returns {Press}
 */
const press = (at, on, others = {}) => ({ at, on, isStep: false, place: HERE, count: 1, ...others });

/** What becomes of presses that follow one another. @param {Press[]} presses @param {boolean} [isScripted] */
function admitted(presses, isScripted = false) {
  const guard = createPressGuard({ isScripted });
  return presses.map(guard.admits);
}

test("a second press on a button, or on what took its place, does nothing for 400 ms and then counts", () => {
  for (const second of ["cancel", "retry"]) {
    assert.deepEqual(admitted([press(0, "cancel"), press(SETTLE_MS - 1, second)]), [true, false], second);
    assert.deepEqual(admitted([press(0, "cancel"), press(SETTLE_MS, second)]), [true, true], second);
  }
});

test("what did nothing does not make the next one wait longer", () => {
  assert.deepEqual(admitted([0, 150, 300, 450].map((at) => press(at, "pause"))), [true, false, false, true]);
});

test("a hand that trembles is at the same place; another button elsewhere counts at once", () => {
  const near = { place: { x: 108, y: 95 } };
  const far = { place: { x: 100, y: 160 } };
  assert.deepEqual(admitted([press(0, "cancel"), press(200, "retry", near)]), [true, false]);
  assert.deepEqual(admitted([press(0, "cancel a"), press(200, "cancel b", far)]), [true, true]);
  assert.deepEqual(
    admitted([press(0, "pause"), press(200, "pause", far)]),
    [true, false],
    "the other end of one button",
  );
});

test("what is pressed step by step counts every time, but not as the second half of something else", () => {
  const step = { isStep: true };
  assert.deepEqual(admitted([press(0, "next", step), press(100, "next", step)]), [true, true]);
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
  assert.deepEqual(admitted([press(0, "pause"), press(5, "pause")], true), [true, true]);
  assert.deepEqual(admitted([press(0, "cancel"), press(5, "retry", { count: 2 })], true), [true, false]);
});
