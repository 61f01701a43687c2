// The settings of the batch: one control for each option, in groups, usable only where it means something. The groups' places
// are in the page's HTML; which options there are is not written here, nor for which photos a change is.

import { OPTION_KEYS, readOptions } from "../shared/options.js";
import { OPTION_WORDS } from "../words/options.js";
import { byId } from "./element.js";
import { createOptionControl } from "./option-control.js";

/** @import { Options } from "../shared/options.js" */

/**
 * @param {object} parts
 * @param {Options} parts.initial
 * @param {() => readonly string[]} parts.looks of the model in use
 * @param {(options: Options) => void} parts.onChange hears every change by the person
 */
export function createSettingsRow({ initial, looks, onChange }) {
  const fieldset = byId("settings", HTMLFieldSetElement);
  const controls = OPTION_KEYS.map((key) => ({ key, ...createOptionControl(key) }));
  const groupOf = (/** @type {string} */ name) => controls.filter(({ key }) => OPTION_WORDS[key].group === name);
  const hints = groupOf("file").flatMap(({ hint }) => hint ?? []);
  byId("settings-file", HTMLElement).append(...groupOf("file").map(({ setting }) => setting));
  byId("settings-file-hints", HTMLElement).append(...hints);
  for (const { setting, hint } of groupOf("edges")) {
    const cell = document.createElement("div");
    cell.append(setting, ...(hint === null ? [] : [hint]));
    byId("settings-edges", HTMLElement).append(cell);
  }

  for (const { setting, hint } of groupOf("network")) {
    byId("settings-network", HTMLElement).append(setting, ...(hint === null ? [] : [hint]));
  }
  let shown = initial;

  /** @param {Options} options */
  function update(options) {
    shown = options;
    for (const control of controls) control.update(options, looks());
  }

  /** @param {Options} options */
  function fill(options) {
    for (const control of controls) control.fill(options);
    update(options);
  }
  fill(initial);

  fieldset.addEventListener("input", () => {
    const options = readOptions(Object.fromEntries(controls.map(({ key, read }) => [key, read()])));
    update(options);
    onChange(options);
  });

  return {
    enable() {
      fieldset.disabled = false;
    },
    /** Shows others, and tells nobody. */
    fill,
    /** After another model was chosen. */
    refresh: () => update(shown),
  };
}
