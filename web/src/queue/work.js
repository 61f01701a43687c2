// Which work an item needs: the cheapest that gives what is asked.

/** @import { Work } from "../shared/work.js" */
/** @import { WantedModel } from "./events.js" */
/** @import { Item } from "./item.js" */

/**
 * @param {Item} item
 * @param {WantedModel | null} wanted null where none was named yet
 * @returns {Work}
 */
export function workOf({ matte }, wanted) {
  const isThere = matte !== null && matte.model === wanted?.model && matte.version === wanted.version;
  return isThere ? "finish" : "cut";
}
