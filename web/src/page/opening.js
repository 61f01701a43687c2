// What has to be there before there is a page to work with: a browser that can, the configuration, the list of models and
// one of them whose licence is accepted. Whatever is missing ends in a notice with a way on.

import { parsePageConfig } from "../shared/config.js";
import { missingFeatures } from "../ui/browser-check.js";
import { byId } from "../ui/element.js";
import { damagedModelMessage } from "../words/damage-words.js";
import * as messages from "../words/messages.js";
import { createModelLoader } from "../worker-client/model-download.js";
import { createModelStore } from "../worker-client/model-store.js";
import { firstAllowed, modelsInOrder } from "./first-model.js";
import { modelMemory } from "./model-picker.js";

/** @import { Catalogue } from "../shared/catalogue.js" */
/** @import { PageConfig } from "../shared/config.js" */
/** @import { ModelDescriptor } from "../shared/model.js" */
/** @import { Notice } from "../ui/notices.js" */
/** @import { ModelProgress, ModelStore } from "../worker-client/model-store.js" */

/**
 * @typedef {object} Opening
 * @property {PageConfig} config
 * @property {ModelStore} models
 * @property {{ catalogue: Catalogue, model: ModelDescriptor, isFromAddress: boolean }} first what the visit begins with
 */

/**
 * @param {object} parts
 * @param {{ show: (notice: Notice) => void, remove: (key: string) => void }} parts.notices
 * @param {{ isFree: (model: ModelDescriptor) => boolean, allows: (model: ModelDescriptor) => Promise<boolean> }} parts.licences
 * @param {string | null} parts.wanted id of the model that the page's address names
 * @param {() => void} parts.again
 * @param {(progress: ModelProgress) => void} parts.onProgress hears how models come in
 * @returns {Promise<Opening | null>} null: it stays closed, and a notice says why
 */
export async function openPage({ notices, licences, wanted, again, onProgress }) {
  notices.remove("start");
  const missing = missingFeatures();
  if (missing.length > 0) return stop(messages.browserTooOldMessage(missing));

  let config;
  try {
    config = parsePageConfig(byId("cutroom-config", HTMLScriptElement).text);
  } catch (error) {
    return stop(messages.incompletePageMessage(error, () => location.reload()));
  }

  const { catalogueUrl, units } = config;
  const models = createModelStore({
    catalogueUrl,
    loader: createModelLoader(units),
    onProgress,
    onDamaged: (title) => notices.show(damagedModelMessage(title)),
  });
  let catalogue;
  try {
    catalogue = await models.loadCatalogue();
  } catch (error) {
    return stop(messages.noCatalogueMessage(error, again));
  }

  const inOrder = modelsInOrder(catalogue, [wanted, modelMemory.recall()]);
  if (inOrder[0] === undefined) return stop(messages.noModelMessage(again));
  const isThere = inOrder[0].id === wanted;
  const model = await firstAllowed(inOrder, licences);
  if (model === null) return stop(messages.licenceNeededMessage(inOrder[0].title, again));
  if (wanted !== null && !isThere) notices.show(messages.otherModelMessage(wanted, model.title));
  return { config, models, first: { catalogue, model, isFromAddress: model.id === wanted } };

  /** @param {Notice} message */
  function stop(message) {
    document.documentElement.dataset.stopped = "true";
    notices.show(message);
    return null;
  }
}
