// A good text from the server with one place made wrong, and what a reader must say of it. No test is in here.

import assert from "node:assert/strict";
import { ConfigError } from "../../web/src/shared/validate.js";

/**
 * A copy of `value` with one place changed: place is a path such as "models.0.id"; undefined removes it.
 *
 * @param {object} value
 * @param {string} place
 * @param {unknown} replacement
 */
export function changed(value, place, replacement) {
  const copy = structuredClone(value);
  const keys = place.split(".");
  const last = keys.pop() ?? "";
  let parent = /** @type {Record<string, unknown>} */ (copy);
  for (const key of keys) parent = /** @type {Record<string, unknown>} */ (parent[key]);
  parent[last] = replacement;
  return JSON.stringify(copy);
}

/** @param {(text: string) => unknown} parse @param {string} text @param {RegExp} pattern */
export const rejects = (parse, text, pattern) =>
  assert.throws(
    () => parse(text),
    (error) => {
      assert.ok(error instanceof ConfigError, String(error));
      assert.match(error.message, pattern);
      return true;
    },
  );
