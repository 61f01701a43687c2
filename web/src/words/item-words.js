// What a row says about its item: the status in words and the facts beside it. Pure: the time is handed in.

import { formatBytes, formatDuration } from "../lib/format.js";
import { isNotChanged, isToCheck, networkOf } from "../queue/selectors.js";
import { formatName } from "../shared/export-types.js";
import { describeProvider } from "../shared/providers.js";
import { stageInfo, stagesOf } from "../shared/stages.js";
import { CHECK } from "./doubt-words.js";
import { describeError } from "./errors.js";

/** @import { Item, ItemResult } from "../queue/item.js" */

const NUMBER = new Intl.NumberFormat("en");

/**
 * @param {Item} item
 * @returns {string}
 */
export function statusInWords(item) {
  switch (item.status) {
    case "queued":
      return item.result === null ? "Waiting" : "Done, waiting to be changed";
    case "processing":
      return stageInWords(item);
    case "done":
      if (isNotChanged(item)) return "Done, but not changed";
      return isToCheck(item) ? CHECK : "Done";
    case "failed":
      return `Failed: ${describeError(item.error?.code ?? "internal-error").title}`;
    case "cancelled":
      return "Cancelled";
  }
}

/**
 * @param {Item} item
 * @returns {string} for example "5 of 10: Finding the subject"
 */
function stageInWords({ stage, work, lookNumber }) {
  if (stage === null) return "Getting ready";
  const stages = stagesOf(work ?? "cut");
  const step = stages.findIndex(({ name }) => name === stage) + 1;
  const look = lookNumber !== null && lookNumber > 1 ? `, look ${lookNumber}` : "";
  return `${step} of ${stages.length}: ${stageInfo(stage).label}${look}`;
}

/**
 * @param {Item} item
 * @param {number} now milliseconds on the clock of the item's times
 * @param {number} modelBytes size of the model, for the bytes while it is fetched
 * @returns {string} the numbers that belong to the status, separated by middle dots
 */
export function factsInWords(item, now, modelBytes) {
  const { status, stage, fraction, result, bytes, startedAt } = item;
  const { provider, threads } = networkOf(item);
  const ran = provider === null ? [] : [describeProvider(provider, threads)];
  if (status === "processing" && startedAt !== null) {
    const fetched =
      stage === "model" && fraction !== null
        ? [`${formatBytes(fraction * modelBytes)} of ${formatBytes(modelBytes)}`]
        : [];
    return joined([...fetched, formatElapsed(now - startedAt), ...ran]);
  }
  if (result === null) return formatBytes(bytes);
  const took = result.seconds === null ? [] : [formatDuration(result.seconds * 1000)];
  return joined([...cutoutFacts(result), ...took, ...ran]);
}

/**
 * @param {ItemResult} result
 * @returns {string} for example "4,032 × 3,024 · WebP · 1.2 MB"
 */
export function cutoutInWords(result) {
  return joined(cutoutFacts(result));
}

/**
 * @param {Item} item
 * @returns {string} what is odd about the file though it went well, for example "Named .png, holds JPEG"; mostly empty
 */
export function noteInWords({ result }) {
  if (result === null) return "";
  const { named_as: named, source_format: found, source_range: range } = result.details;
  const notes = [
    ...(named === undefined || found === undefined ? [] : [`Named ${named}, holds ${found}`]),
    ...(range === undefined ? [] : [`HDR (${range}), tone-mapped to SDR`]),
  ];
  return notes.join(" · ");
}

/**
 * @param {Item} item
 * @returns {string} what happened exactly and what to do; empty where nothing failed
 */
export function failureInWords({ status, error }) {
  if (error === null) return "";
  const { title, sentence, advice } = describeError(error.code, error.found);
  const reason = `${sentence} ${advice}`;
  // What was asked for is not there, what was there before is.
  return status === "done" ? `It was not changed: ${title}. ${reason} The earlier cutout stays.` : reason;
}

/**
 * @param {Item} item one that failed, was not changed or was cancelled
 * @returns {boolean} false where the same photo would only fail the same way again
 */
export function retryCanHelp({ error }) {
  return error === null || describeError(error.code).retryCanHelp;
}

/**
 * @param {ItemResult} result
 * @returns {string[]}
 */
function cutoutFacts({ width, height, extension, bytes }) {
  return [`${NUMBER.format(width)} × ${NUMBER.format(height)}`, formatName(extension), formatBytes(bytes)];
}

/**
 * Each fact stays on one line; between two of them the line may break.
 *
 * @param {string[]} facts
 */
function joined(facts) {
  return facts.map((fact) => fact.replaceAll(" ", "\u00a0")).join(" · ");
}

/**
 * Whole seconds: the row is drawn anew once a second, so tenths would only flicker.
 *
 * @param {number} milliseconds
 */
function formatElapsed(milliseconds) {
  return formatDuration(Math.floor(Math.max(0, milliseconds) / 1000) * 1000);
}
