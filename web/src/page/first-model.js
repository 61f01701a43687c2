// Which model a visit begins with.

/** @import { Catalogue } from "../shared/catalogue.js" */
/** @import { ModelDescriptor } from "../shared/model.js" */

/**
 * @param {Catalogue} catalogue
 * @param {readonly (string | null)[]} wishes ids, the one that counts most first; what is not in the catalogue is passed over
 * @returns {ModelDescriptor[]} the best first; the others are there in case its licence is not accepted
 */
export function modelsInOrder(catalogue, wishes) {
  const ids = [...wishes, catalogue.default, ...catalogue.models.map(({ id }) => id)];
  return [...new Set(ids)].flatMap((id) => catalogue.models.find((model) => model.id === id) ?? []);
}

/**
 * The first in order whose licence the person accepts; only about the very first one is anything asked.
 *
 * @param {readonly ModelDescriptor[]} models in order
 * @param {{ isFree: (model: ModelDescriptor) => boolean, allows: (model: ModelDescriptor) => Promise<boolean> }} licences
 * @returns {Promise<ModelDescriptor | null>}
 */
export async function firstAllowed([first, ...others], { isFree, allows }) {
  if (first === undefined) return null;
  return (await allows(first)) ? first : (others.find(isFree) ?? null);
}
