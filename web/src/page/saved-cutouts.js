// Which cutouts the person has, by whatever way they were handed over. It hands over nothing itself.

import { createObservable } from "../lib/observable.js";
import { withCutouts } from "../queue/selectors.js";

/** @import { Item } from "../queue/item.js" */

// One that is made anew comes of another attempt and counts as not saved.
const key = (/** @type {Item} */ { id, result }) => `${id} ${result?.attempt}`;

/** @typedef {ReturnType<typeof createSavedCutouts>} SavedCutouts */

export function createSavedCutouts() {
  const keys = createObservable(/** @type {ReadonlySet<string>} */ (new Set()));
  const has = (/** @type {Item} */ item) => keys.get().has(key(item));

  return {
    has,
    /** @param {readonly Item[]} items */
    add(items) {
      if (items.some((item) => !has(item))) keys.set(new Set([...keys.get(), ...items.map(key)]));
    },
    /**
     * @param {readonly Item[]} items
     * @returns {Item[]} those whose cutout the person does not have
     */
    missing: (items) => withCutouts(items).filter((item) => !has(item)),
    /** @param {() => void} listener */
    subscribe: (listener) => keys.subscribe(listener),
  };
}
