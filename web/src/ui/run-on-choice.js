// "Run on": who does the network's work. The control is in the page's HTML; here it is filled and watched. Its words are in
// run-on-words.js, and what the choice means for a device is worker-client/plans.js.

import { isProviderChoice } from "../shared/providers.js";
import { runOnHint } from "../words/run-on-words.js";
import { byId, setText } from "./element.js";

/** @import { ProviderChoice } from "../shared/providers.js" */

/**
 * @param {object} parts
 * @param {ProviderChoice} parts.initial
 * @param {boolean} parts.forced by the page's address: then it is shown and cannot be changed
 * @param {(choice: ProviderChoice) => void} parts.onChange
 * @returns {{ enable: () => void }}
 */
export function createRunOnChoice({ initial, forced, onChange }) {
  const select = byId("run-on", HTMLSelectElement);
  const hint = byId("run-on-hint", HTMLElement);

  /** @param {ProviderChoice} choice */
  const show = (choice) => setText(hint, runOnHint(choice, forced));
  select.value = initial;
  show(initial);
  select.addEventListener("input", (event) => {
    // The settings beside it are of the cutouts; this one is not.
    event.stopPropagation();
    const choice = readChoice(select.value);
    show(choice);
    onChange(choice);
  });

  return {
    enable() {
      select.disabled = forced;
    },
  };
}

/**
 * @param {unknown} value
 * @returns {ProviderChoice}
 */
export function readChoice(value) {
  if (isProviderChoice(value)) return value;
  throw new TypeError(`"${value}" is not a choice`);
}
