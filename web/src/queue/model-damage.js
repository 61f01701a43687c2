// What becomes of photos whose network ran with weights that were damaged: a finished cutout stays and says so, a matte goes,
// and a job that builds on such a matte ends and waits again. How damage is found is worker-client/copy-watch.js's.

import { doubted, requeued } from "./item.js";

/** @import { Effect, QueueState, Step } from "./events.js" */
/** @import { Item } from "./item.js" */

/**
 * @param {QueueState} state
 * @param {ReadonlySet<string>} ids
 * @returns {Step} with the same state object where nothing was made of damaged weights
 */
export function dropDamaged(state, ids) {
  const meant = state.items.filter(({ id, result, matte }) => ids.has(id) && (result !== null || matte !== null));
  if (meant.length === 0) return { state, effects: [] };
  const buildsOnMatte = (/** @type {Item} */ { status, matte }) => status === "processing" && matte !== null;
  const idsOf = (/** @type {Item[]} */ items) => items.map(({ id }) => id);
  const mattes = idsOf(meant.filter(({ matte }) => matte !== null));
  const drop = (/** @type {Item} */ item) => doubted(buildsOnMatte(item) ? requeued(item) : item);
  /** @type {Effect[]} */
  const effects = idsOf(meant.filter(buildsOnMatte)).map((id) => ({ type: "stop", id }));
  if (mattes.length > 0) effects.push({ type: "discardMattes", ids: mattes });
  return {
    state: { ...state, items: state.items.map((item) => (meant.includes(item) ? drop(item) : item)) },
    effects,
  };
}
