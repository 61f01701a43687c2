// A value that a test needs to be there: where it is not, the test fails by saying so.

import assert from "node:assert/strict";

/** @template T @param {T} value @returns {NonNullable<T>} */
export function present(value) {
  assert.ok(value !== null && value !== undefined, "what the test needs is not there");
  return value;
}
