// The control of one option, made from its rule and its words: a list of choices, a range with its number, or a check box.
// It knows no other control; who fills it and listens is the settings row.

import { counts, OPTION_TABLE } from "../shared/options.js";
import { OPTION_WORDS } from "../words/options.js";
import { element, setText } from "./element.js";

/** @import { OptionKey, Options, OptionTable, Value } from "../shared/options.js" */

/**
 * @typedef {object} OptionControl
 * @property {HTMLElement} setting the control with its label
 * @property {HTMLElement | null} hint
 * @property {() => Value} read what the control holds
 * @property {(options: Options) => void} fill makes the control hold what is chosen
 * @property {(options: Options, looks: readonly string[]) => void} update its hint, and whether it can be used; looks: of the
 *   model in use
 */

/**
 * @param {OptionKey} key
 * @returns {OptionControl}
 */
export function createOptionControl(key) {
  const { hint: hintOf, isOffered } = OPTION_WORDS[key];
  const id = key.replaceAll("_", "-");
  const hint = hintOf === undefined ? null : element("p", { class: "settings-hint", id: `${id}-hint` });
  const { setting, input, read, hold, number } = made(key, id, hint?.id);

  return {
    setting,
    hint,
    read,
    fill: (options) => hold(options[key]),
    update(options, looks) {
      setting.hidden = isOffered?.(options) === false;
      input.disabled = !counts(key, options);
      if (number !== null) setText(number, String(options[key]));
      if (hint !== null && hintOf !== undefined) setText(hint, hintOf(options, looks));
    },
  };
}

/**
 * @typedef {object} Made
 * @property {HTMLElement} setting
 * @property {HTMLInputElement | HTMLSelectElement} input
 * @property {() => Value} read
 * @property {(value: Value) => void} hold
 * @property {HTMLElement | null} number the value in figures
 */

/**
 * @param {OptionKey} key
 * @param {string} id
 * @param {string | undefined} described id of the hint
 * @returns {Made}
 */
function made(key, id, described) {
  const { label, choices = {} } = OPTION_WORDS[key];
  const record = /** @type {OptionTable} */ (OPTION_TABLE)[key];
  // A browser brings back what controls held when a page is reloaded; the settings are brought back by hand.
  const attributes = { id, autocomplete: "off", "aria-describedby": described };
  if (record?.kind === "choice") {
    const options = record.choices.map((word) => element("option", { value: word }, choices[word] ?? word));
    const input = element("select", { class: "select", ...attributes }, ...options);
    const setting = element("div", { class: "setting" }, element("label", { for: id }, label), input);
    return { setting, input, read: () => input.value, hold: (value) => (input.value = String(value)), number: null };
  }
  if (record?.kind === "whole") {
    const range = { type: "range", min: record.least, max: record.most, step: 1 };
    const input = element("input", { class: "range", ...range, ...attributes });
    const number = element("output", { class: "range-number", id: `${id}-number`, for: id });
    const setting = element("div", { class: "setting" }, element("label", { for: id }, label), input, number);
    return { setting, input, read: () => input.valueAsNumber, hold: (value) => (input.value = String(value)), number };
  }
  const input = element("input", { class: "checkbox", type: "checkbox", ...attributes });
  const setting = element("label", { class: "setting" }, input, label);
  return { setting, input, read: () => input.checked, hold: (value) => (input.checked = value === true), number: null };
}
