// The settings of the batch, remembered for the next visit, and the offer to make anew what was made with others.

import { createObservable } from "../lib/observable.js";
import { expectedTime } from "../queue/expected-time.js";
import { pacesOf } from "../queue/paces.js";
import { failedForNothing, holdOf, possibleChanges } from "../queue/selectors.js";
import { DEFAULT_OPTIONS, readOptions } from "../shared/options.js";
import { byId } from "../ui/element.js";
import { createMemory } from "../ui/memory.js";
import { createRerunOffer } from "../ui/rerun-offer.js";
import { createSettingsRow } from "../ui/settings-row.js";

/** @import { Observed } from "../lib/observable.js" */
/** @import { QueueState } from "../queue/events.js" */
/** @import { ModelDescriptor } from "../shared/model.js" */
/** @import { Options } from "../shared/options.js" */
/** @import { ModelSpeeds } from "./model-speeds.js" */

/**
 * @param {object} parts
 * @param {(id: string) => boolean} parts.hasSource
 * @param {Pick<ModelSpeeds, "of">} parts.speeds of the models on this device
 * @param {Observed<number>} parts.toFetch bytes of the model in use, where it is not here yet; else 0
 * @param {Observed<ModelDescriptor>} parts.model in use
 * @param {() => QueueState} parts.state
 * @param {(ids: string[]) => void} parts.onRerun
 * @param {(ids: string[]) => void} parts.onAsWanted a change of these had failed, and is not wanted any more
 */
export function createBatchSettings({ hasSource, speeds, toFetch, model, state, onRerun, onAsWanted }) {
  const memory = createMemory({ key: "cutroom.settings", read: readOptions, fallback: DEFAULT_OPTIONS });
  const options = createObservable(memory.recall());
  const row = createSettingsRow({
    initial: options.get(),
    looks: () => model.get().spec.looks,
    onChange(chosen) {
      memory.keep(chosen);
      options.set(chosen);
    },
  });
  model.subscribe(row.refresh);
  const changes = (/** @type {QueueState} */ queue) => possibleChanges(queue, options.get(), hasSource);
  const rerunOffer = createRerunOffer({
    root: byId("rerun", HTMLElement),
    onRerun: () => onRerun(changes(state()).possible.map(({ item }) => item.id)),
  });
  let paces = pacesOf([]);

  /** As the model dialog says it. @param {QueueState} queue */
  const networkSeconds = ({ wanted }) => (wanted === null ? null : (speeds.of(wanted.model)[0]?.seconds ?? null));

  return {
    /** After another model or other options were chosen. */
    settle() {
      const ids = failedForNothing(state(), options.get());
      if (ids.length > 0) onAsWanted(ids);
    },
    /** As chosen now. @type {Observed<Options>} */
    options,
    enable: row.enable,
    /** @param {Options} chosen those of an earlier batch: for this visit */
    restore(chosen) {
      row.fill(chosen);
      options.set(chosen);
    },
    /** @param {QueueState} queue */
    update(queue) {
      const { possible, impossible, why } = changes(queue);
      paces = pacesOf(queue.items, queue.items.length === 0 ? {} : paces);
      rerunOffer.update({
        expected: expectedTime(possible, queue, options.get(), paces, networkSeconds(queue)),
        impossible: impossible.length,
        why,
        isPaused: holdOf(queue) === "person",
        toFetch: toFetch.get(),
      });
    },
  };
}
