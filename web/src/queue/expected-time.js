// How long changes will take, from what the photos of this batch took: of a "finish" the stages that it has, of a "cut" what
// others took with the model that is wanted. Where nothing was measured, nothing is known.

import { stagesOf } from "../shared/stages.js";
import { withCutouts } from "./selectors.js";

/** @import { Work } from "../shared/work.js" */
/** @import { QueueState } from "./events.js" */
/** @import { ItemResult } from "./item.js" */
/** @import { Change } from "./selectors.js" */

/** @typedef {{ count: number, seconds: number | null }} Expected seconds: of all of them; null: not known */

const FINISH_STAGES = stagesOf("finish").filter(({ owner }) => owner === "python");

/**
 * @param {readonly Change[]} changes
 * @param {QueueState} state
 * @returns {Record<Work, Expected>}
 */
export function expectedTime(changes, { items, wanted }) {
  const results = withCutouts(items).map(({ result }) => result);
  const finishes = results.filter(({ work }) => work === "finish");
  const toFinish = changes.filter(({ work }) => work === "finish").map(({ item }) => item.result);
  const toCut = changes.length - toFinish.length;
  // The first one waits for Python; the worker of the next starts meanwhile.
  const wait =
    finishes.length > 0
      ? toFinish.length * mean(finishes.map(({ timings }) => timings.wait ?? 0))
      : mean(toFinish.map(({ timings }) => timings.start ?? 0));
  const stages = toFinish.map(finishSeconds);
  const cuts = results
    .filter(({ work, model, seconds }) => work === "cut" && seconds !== null && model === (wanted?.model ?? model))
    .map(({ seconds, timings }) => (seconds ?? 0) - (timings.model ?? 0));
  return {
    finish: { count: toFinish.length, seconds: stages.includes(null) ? null : wait + sum(stages) },
    cut: { count: toCut, seconds: cuts.length === 0 ? null : toCut * mean(cuts) },
  };
}

/**
 * @param {ItemResult} result
 * @returns {number | null} null where its job was not measured
 */
function finishSeconds({ timings }) {
  const known = FINISH_STAGES.flatMap(({ name }) => timings[name] ?? []);
  return known.length === 0 ? null : sum(known);
}

/** @param {readonly (number | null)[]} numbers */
function sum(numbers) {
  return numbers.reduce((/** @type {number} */ total, each) => total + (each ?? 0), 0);
}

/** @param {readonly number[]} numbers */
function mean(numbers) {
  return numbers.length === 0 ? 0 : sum(numbers) / numbers.length;
}
