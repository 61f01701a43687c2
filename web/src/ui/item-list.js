// The list of rows, keyed by item id: rows are made once, kept, and removed when their item is gone. It knows no item's
// meaning; rows that did not change are not touched.

import { createItemRow } from "./item-row.js";

/** @import { Item } from "../queue/item.js" */
/** @import { ItemHandlers, RowContext } from "./item-row.js" */

/**
 * @param {{ root: HTMLElement, context: RowContext, handlers: ItemHandlers, onFocusLost: () => void }} options
 *   onFocusLost: the row with the keyboard's focus is no longer shown
 * @returns {{
 *   update: (items: readonly Item[], now: number, isShown?: (item: Item) => boolean) => void,
 *   tick: (now: number) => void,
 * }}
 */
export function createItemList({ root, context, handlers, onFocusLost }) {
  /** @type {Map<string, ReturnType<typeof createItemRow>>} */
  const rows = new Map();

  return {
    update(items, now, isShown = () => true) {
      const ids = new Set(items.map(({ id }) => id));
      for (const [id, row] of rows) {
        if (ids.has(id)) continue;
        row.remove();
        rows.delete(id);
      }
      for (const item of items) {
        let row = rows.get(item.id);
        if (row === undefined) {
          row = createItemRow({ item, context, handlers });
          rows.set(item.id, row);
          // Items are only ever added at the end, so the order of the rows is the order of the items.
          root.append(row.element);
        }
        row.update(item, now);
        const isHidden = !isShown(item);
        if (row.element.hidden === isHidden) continue;
        if (isHidden && row.element.contains(document.activeElement)) onFocusLost();
        row.element.hidden = isHidden;
      }
    },
    tick(now) {
      for (const row of rows.values()) row.tick(now);
    },
  };
}
