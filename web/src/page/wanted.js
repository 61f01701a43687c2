// What decides what the network answers, from the model and the settings that are chosen. Pure.

import { modelVersion } from "../shared/model-version.js";

/** @import { Wanted } from "../queue/events.js" */
/** @import { ModelDescriptor } from "../shared/model.js" */
/** @import { Options } from "../shared/options.js" */

/**
 * @param {ModelDescriptor} model
 * @param {Options} options
 * @returns {Wanted}
 */
export function wantedBy(model, { looks }) {
  return { model: model.id, version: modelVersion(model), looks, lookCount: model.spec.looks.length };
}
