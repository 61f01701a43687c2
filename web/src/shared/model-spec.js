// Reads what Python is told of a network, as it stands in a model's descriptor. Only shape is checked, see model-descriptor.js.

import { expectOneOf, expectPositiveInteger, expectRecord, expectText, wrong } from "./validate.js";

/** @import { ModelSpec } from "./model.js" */

/**
 * @param {unknown} given
 * @param {string} where
 * @returns {ModelSpec}
 */
export function readModelSpec(given, where) {
  const value = expectRecord(given, where);
  return {
    id: expectText(value.id, `${where}.id`),
    input_name: expectText(value.input_name, `${where}.input_name`),
    input_side: expectPositiveInteger(value.input_side, `${where}.input_side`),
    mean: threeNumbers(value.mean, `${where}.mean`),
    std: threeNumbers(value.std, `${where}.std`),
    output_name: expectText(value.output_name, `${where}.output_name`),
    activation: expectOneOf(value.activation, ["none", "sigmoid"], `${where}.activation`),
    normalise: expectOneOf(value.normalise, ["none", "min-max"], `${where}.normalise`),
    levels: readLevels(value.levels, `${where}.levels`),
    resize: expectOneOf(value.resize, ["stretch"], `${where}.resize`),
  };
}

/**
 * @param {unknown} value
 * @param {string} where
 * @returns {[number, number, number]}
 */
function threeNumbers(value, where) {
  if (Array.isArray(value) && value.length === 3 && value.every((each) => Number.isFinite(each))) {
    return [value[0], value[1], value[2]];
  }
  throw wrong(where, "a list of three numbers", value);
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
