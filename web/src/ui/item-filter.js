// "Show": which rows are to be seen, all or only those that want attention. It is there only while there is something to
// tell apart. It hides nothing itself; the list asks it.

import { hasFailed, isToCheck } from "../queue/selectors.js";
import { element, setText } from "./element.js";

/** @import { Item } from "../queue/item.js" */

/** @typedef {"all" | "check" | "failed"} Filter */
/** @typedef {{ total: number, toCheck: number, notChanged: number, failed: number }} FilterCounts */

/** @type {Record<Filter, (item: Item) => boolean>} */
const SHOWN = {
  all: () => true,
  check: isToCheck,
  failed: hasFailed,
};

/**
 * @param {{ onChange: () => void, onGone: () => void }} parts onGone: it went away under the keyboard's focus
 * @returns {{ element: HTMLElement, update: (counts: FilterCounts) => void, isShown: (item: Item) => boolean }}
 */
export function createItemFilter({ onChange, onGone }) {
  const options = {
    all: element("option", { value: "all" }, "All"),
    check: element("option", { value: "check" }, "To check"),
    failed: element("option", { value: "failed" }, "Failed"),
  };
  const select = element(
    "select",
    { class: "select", id: "show", autocomplete: "off" },
    options.all,
    options.check,
    options.failed,
  );
  const words = element("span", { class: "filter-words", role: "status" });
  const root = element("div", { class: "filter" }, element("label", { for: "show" }, "Show"), select, words);
  root.hidden = true;
  /** @type {Filter} */
  let chosen = "all";
  select.addEventListener("input", () => {
    chosen = select.value === "check" || select.value === "failed" ? select.value : "all";
    onChange();
  });

  return {
    element: root,
    update({ total, toCheck: check, notChanged, failed: without }) {
      const failed = without + notChanged;
      const counts = { all: total, check, failed };
      // The last one was mended: an empty list would look like a lost batch.
      if (counts[chosen] === 0) chosen = "all";
      const isGone = check + failed === 0;
      if (isGone && select === document.activeElement) onGone();
      root.hidden = isGone;
      setText(options.all, `All (${total})`);
      setText(options.check, `To check (${check})`);
      setText(options.failed, `Failed (${failed})`);
      options.check.disabled = check === 0;
      options.failed.disabled = failed === 0;
      if (select.value !== chosen) select.value = chosen;
      setText(words, chosen === "all" ? "" : `${counts[chosen]} of ${total} shown`);
    },
    isShown: (item) => SHOWN[chosen](item),
  };
}
