// How long changes will take with the options that are chosen now, from what the photos of this batch took. A "finish" takes its
// stages; where other options make a stage another work, its pace in this batch counts, and for a kind of file that was not
// made yet, what such files cost. What a "cut" takes is in expected-cut.js. Where nothing was measured, nothing is known.

import { EXPORT_FORMATS } from "../shared/option-table.js";
import { stagesOf } from "../shared/stages.js";
import { cutSeconds } from "./expected-cut.js";
import { edgesKind, fileKind, isExact, megapixels } from "./paces.js";
import { withCutouts } from "./selectors.js";

/** @import { Work } from "../shared/work.js" */
/** @import { Options } from "../shared/options.js" */
/** @import { QueueState } from "./events.js" */
/** @import { ItemResult } from "./item.js" */
/** @import { Paces } from "./paces.js" */
/** @import { Change } from "./selectors.js" */

/** @typedef {{ count: number, seconds: number | null }} Expected seconds: of all of them; null: not known */

const BY_OPTIONS = ["foreground", "encode", "verify"];
/** Those that take as long whatever is chosen. */
const SAME_STAGES = stagesOf("finish").filter(({ owner, name }) => owner === "python" && !BY_OPTIONS.includes(name));

/**
 * @param {readonly Change[]} changes
 * @param {QueueState} state
 * @param {Options} options as chosen now
 * @param {Paces} paces
 * @param {number | null} [network] seconds that the wanted model's network takes for a photo on this device; null: not known
 * @returns {Record<Work, Expected>}
 */
export function expectedTime(changes, { items, wanted }, options, paces, network = null) {
  const results = withCutouts(items).map(({ result }) => result);
  const finishes = results.filter(({ work }) => work === "finish");
  const toFinish = changes.filter(({ work }) => work === "finish").map(({ item }) => item.result);
  const toCut = changes.filter(({ work }) => work === "cut").map(({ item }) => item);
  // The first one waits for Python; the worker of the next starts meanwhile.
  const wait =
    finishes.length > 0
      ? toFinish.length * mean(finishes.map(({ timings }) => timings.wait ?? 0))
      : mean(toFinish.map(({ timings }) => timings.start ?? 0));
  const stages = toFinish.map((result) => finishSeconds(result, options, paces));
  return {
    finish: { count: toFinish.length, seconds: stages.includes(null) ? null : wait + sum(stages) },
    cut: { count: toCut.length, seconds: cutSeconds(toCut, results, wanted, network) },
  };
}

/**
 * @param {ItemResult} result
 * @param {Options} options
 * @param {Paces} paces
 * @returns {number | null} null where its job was not measured, or nothing like what is asked for
 */
function finishSeconds(result, options, paces) {
  const { timings } = result;
  const edges = edgesSeconds(result, options, paces);
  if (timings.encode === undefined || edges === null) return null;
  const same = SAME_STAGES.flatMap(({ name }) => timings[name] ?? []);
  const file = timings.encode + (timings.verify ?? 0);
  return sum(same) + edges + fileSeconds(file, result, options, paces);
}

/** @param {ItemResult} result @param {Options} options @param {Paces} paces */
function edgesSeconds(result, options, paces) {
  const kind = edgesKind(options);
  if (kind === edgesKind(result.options)) return result.timings.foreground ?? 0;
  const pace = paces[kind];
  if (pace !== undefined) return pace * megapixels(result);
  return kind === "no edges" ? 0 : null;
}

/** @param {number} before @param {ItemResult} result @param {Options} options @param {Paces} paces */
function fileSeconds(before, result, options, paces) {
  const kind = fileKind(options);
  if (kind === fileKind(result.options)) return before;
  const pace = paces[kind];
  return pace === undefined ? (before * cost(options)) / cost(result.options) : pace * megapixels(result);
}

/** @param {Options} options */
function cost(options) {
  const { exact_cost: exact, lossy_cost: lossy } = EXPORT_FORMATS[options.format];
  return isExact(options) || lossy === null ? exact : lossy;
}

/** @param {readonly (number | null)[]} numbers */
function sum(numbers) {
  return numbers.reduce((/** @type {number} */ total, each) => total + (each ?? 0), 0);
}

/** @param {readonly number[]} numbers */
function mean(numbers) {
  return numbers.length === 0 ? 0 : sum(numbers) / numbers.length;
}
