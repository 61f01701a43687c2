// The model catalogue, as the server sends it: the models that this page can use. Fetching it is the caller's.

import { readModelDescriptor } from "./model-descriptor.js";
import { ConfigError, expectArray, expectRecord, parseJson, wrong } from "./validate.js";

/** @import { ModelDescriptor } from "./model.js" */

/**
 * @typedef {object} Catalogue
 * @property {string | null} default null only where there is no model
 * @property {ModelDescriptor[]} models those that this page can use
 * @property {string[]} leftOut a sentence for each of the others: one wrong model must not take the right ones away
 */

/**
 * @param {string} text the body of the catalogue's response
 * @returns {Catalogue}
 * @throws {ConfigError}
 */
export function parseCatalogue(text) {
  const where = "model catalogue";
  const value = expectRecord(parseJson(text, where), where);
  /** @type {Map<string, ModelDescriptor>} */
  const models = new Map();
  /** @type {string[]} */
  const leftOut = [];
  for (const [index, each] of expectArray(value.models, `${where}: models`).entries()) {
    try {
      const at = `${where}: models[${index}]`;
      const model = readModelDescriptor(each, at);
      if (models.has(model.id)) throw wrong(`${at}.id`, "an id of its own", model.id);
      models.set(model.id, model);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      leftOut.push(error.message);
    }
  }
  const [first = null] = models.keys();
  const isThere = typeof value.default === "string" && models.has(value.default);
  return { default: isThere ? /** @type {string} */ (value.default) : first, models: [...models.values()], leftOut };
}
