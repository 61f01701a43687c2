// Reads what Python is told of a network, as it stands in a model's descriptor. Only shape is checked: which fields there are
// and which values are right is for cutout/model_spec.py to say, which the server has asked. So a new field needs no change.

import { expectArray, expectRecord, expectText, wrong } from "./validate.js";

/** @import { ModelSpec, SpecValue } from "./model.js" */

/**
 * @param {unknown} given
 * @param {string} where
 * @returns {ModelSpec}
 */
export function readModelSpec(given, where) {
  const value = expectRecord(given, where);
  return {
    ...Object.fromEntries(Object.entries(value).map(([name, each]) => [name, specValue(each, `${where}.${name}`)])),
    id: expectText(value.id, `${where}.id`),
    input_name: expectText(value.input_name, `${where}.input_name`),
    looks: readLooks(value.looks, `${where}.looks`),
    output_name: expectText(value.output_name, `${where}.output_name`),
    activation: expectText(value.activation, `${where}.activation`),
    normalise: expectText(value.normalise, `${where}.normalise`),
    levels: readLevels(value.levels, `${where}.levels`),
  };
}

/**
 * Of a field that only Python knows: something that crosses to it unchanged.
 *
 * @param {unknown} value
 * @param {string} where
 * @returns {SpecValue}
 */
function specValue(value, where) {
  const isNumber = (/** @type {unknown} */ each) => Number.isFinite(each);
  const isText = (/** @type {unknown} */ each) => typeof each === "string";
  if (isText(value) || isNumber(value) || (Array.isArray(value) && (value.every(isNumber) || value.every(isText)))) {
    return /** @type {SpecValue} */ (value);
  }
  throw wrong(where, "a text, a number or a list of either", value);
}

/**
 * @param {unknown} value
 * @param {string} where
 * @returns {string[]}
 */
function readLooks(value, where) {
  const looks = expectArray(value, where).map((look, index) => expectText(look, `${where}[${index}]`));
  if (looks.length === 0) throw wrong(where, "at least one look", value);
  return looks;
}

/**
 * @param {unknown} value
 * @param {string} where
 * @returns {[number, number]}
 */
function readLevels(value, where) {
  if (Array.isArray(value) && value.length === 2 && value.every((each) => Number.isFinite(each))) {
    return [value[0], value[1]];
  }
  throw wrong(where, "a list of two numbers", value);
}
