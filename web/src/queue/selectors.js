// Questions about the queue's state, answered from it alone: what the page shows.

import { makeTheSame } from "../shared/options.js";
import { STATUSES } from "./transitions.js";
import { hasLooks, looksOf, workOf } from "./work.js";

/** @import { QueueState, Wanted } from "./events.js" */
/** @import { Options } from "../shared/options.js" */
/** @import { Work } from "../shared/work.js" */
/** @import { Item, ItemResult } from "./item.js" */
/** @import { Status } from "./transitions.js" */

/** @typedef {Record<Status | "total", number>} Counts */
/** @typedef {Item & { result: ItemResult }} ItemWithCutout whatever becomes of it now */
/** @typedef {{ item: ItemWithCutout, work: Work }} Change */

/**
 * @param {QueueState} state
 * @returns {Counts}
 */
export function countByStatus(state) {
  const zeros = /** @type {Record<Status, number>} */ (Object.fromEntries(STATUSES.map((status) => [status, 0])));
  const counts = { ...zeros, total: state.items.length };
  for (const item of state.items) {
    counts[item.status] += 1;
  }
  return counts;
}

/**
 * @param {QueueState} state
 * @returns {Item | null}
 */
export function processingItem(state) {
  return state.items.find((item) => item.status === "processing") ?? null;
}

/** @typedef {"person" | "server" | null} Hold what keeps photos from starting: a person's pause, or that the server is away */

/**
 * @param {QueueState} state
 * @returns {Hold} a person's pause before the other: it stays when the server is back
 */
export function holdOf({ paused, server }) {
  if (paused) return "person";
  return server.holds ? "server" : null;
}

/** @param {QueueState} state */
export function isHeld(state) {
  return holdOf(state) !== null;
}

/**
 * @param {QueueState} state
 * @returns {"here" | "away" | "waiting"} waiting: photos cannot go on without the server
 */
export function serverState({ server }) {
  if (!server.isAway) return "here";
  return server.holds || server.waiting.length > 0 ? "waiting" : "away";
}

/**
 * The work of the job that will start by itself after the one that runs.
 *
 * @param {QueueState} state
 * @returns {Work | null} null: none will
 */
export function nextWork(state) {
  const next = state.items.find((item) => item.status === "queued");
  return isHeld(state) || next === undefined ? null : workOf(next, state.wanted);
}

/**
 * Those with a finished cutout, also while they wait or are in work again.
 *
 * @param {readonly Item[]} items
 * @returns {ItemWithCutout[]} in the order of the queue
 */
export function withCutouts(items) {
  return /** @type {ItemWithCutout[]} */ (items.filter(({ result }) => result !== null));
}

/**
 * What ran, or runs, the network for it.
 *
 * @param {Item} item
 */
export function networkOf({ status, result, provider, threads }) {
  return status === "done" && result !== null ? result : { provider, threads };
}

/**
 * Finished, but there is a reason to check it, or the weights may have been damaged: not passed off as done and dusted.
 *
 * @param {Item} item
 */
export function isToCheck({ status, result }) {
  return status === "done" && result !== null && (result.facts.reasons.length > 0 || isDamaged(result));
}

/**
 * Finished, and a later change of it failed: the cutout is the one before.
 *
 * @param {Item} item
 */
export function isNotChanged({ status, error }) {
  return status === "done" && error !== null;
}

/** @param {Item} item */
export function hasFailed(item) {
  return item.status === "failed" || isNotChanged(item);
}

/** @param {ItemResult} result */
function isDamaged({ facts }) {
  return facts.model_damaged === true;
}

/**
 * What is finished but would come out differently now. What waits or is in work again will come out as is wanted.
 *
 * @param {QueueState} state
 * @param {Options} options as chosen now
 * @returns {ItemWithCutout[]} in the order of the queue
 */
export function outdatedItems({ items, wanted }, options) {
  return withCutouts(items).filter((item) => item.status === "done" && differences(item, wanted, options).length > 0);
}

/**
 * A change of these failed, and it is not wanted any more: they are as is wanted now.
 *
 * @param {QueueState} state
 * @param {Options} options as chosen now
 * @returns {string[]} their ids
 */
export function failedForNothing(state, options) {
  const outdated = new Set(outdatedItems(state, options).map(({ id }) => id));
  return state.items.filter((item) => isNotChanged(item) && !outdated.has(item.id)).map(({ id }) => id);
}

/**
 * @typedef {"settings" | "model" | "look" | "damage"} Difference of a cutout from what is wanted; look: it was made from another
 *   one than is chosen; damage: of the weights that made it
 */

/**
 * @param {ItemWithCutout} item
 * @param {Wanted | null} wanted
 * @param {Options} options
 * @returns {Difference[]}
 */
function differences(item, wanted, options) {
  const { result, matte } = item;
  const isOtherModel = result.model !== null && result.model !== (wanted?.model ?? result.model);
  const isAsked = makeTheSame(result.options, options) && (isOtherModel || wanted === null || isAskedAs(item, wanted));
  const chosen = matte?.looks[matte.chosen]?.look ?? null;
  return [
    ...(isAsked ? [] : /** @type {const} */ (["settings"])),
    ...(isOtherModel ? /** @type {const} */ (["model"]) : []),
    ...(chosen === null || (result.look ?? chosen) === chosen ? [] : /** @type {const} */ (["look"])),
    ...(isDamaged(result) ? /** @type {const} */ (["damage"]) : []),
  ];
}

/**
 * Was the network asked in the looks that are wanted?
 *
 * @param {ItemWithCutout} item
 * @param {Wanted} wanted
 */
function isAskedAs(item, wanted) {
  const { matte, result } = item;
  const asked = looksOf(item, wanted);
  return matte === null ? wanted.lookCount === 1 || result.options.looks === asked : hasLooks(matte, asked, wanted);
}

/**
 * What is finished but would come out differently now, told apart by whether its photo is there to make it anew.
 *
 * @param {QueueState} state
 * @param {Options} options as chosen now
 * @param {(id: string) => boolean} isAtHand
 * @returns {{ possible: Change[], impossible: Item[], why: ReadonlySet<Difference> }} why: of both
 */
export function possibleChanges(state, options, isAtHand) {
  const outdated = outdatedItems(state, options);
  const possible = outdated.filter(({ id }) => isAtHand(id));
  return {
    possible: possible.map((item) => ({ item, work: workOf(item, state.wanted) })),
    impossible: outdated.filter(({ id }) => !isAtHand(id)),
    why: new Set(outdated.flatMap((item) => differences(item, state.wanted, options))),
  };
}

/**
 * The numbers behind the toolbar's text.
 *
 * @param {QueueState} state
 * @returns {Counts & { settled: number, toCheck: number, notChanged: number, cutouts: number, toChange: number, resultBytes: number }}
 *   settled: done, failed or cancelled; toCheck, notChanged: of those that are done; cutouts: held now, toChange: of them, those
 *   that wait for a change or are in it, resultBytes: of all of them
 */
export function totals(state) {
  const counts = countByStatus(state);
  return {
    ...counts,
    settled: counts.done + counts.failed + counts.cancelled,
    toCheck: state.items.filter(isToCheck).length,
    notChanged: state.items.filter(isNotChanged).length,
    cutouts: withCutouts(state.items).length,
    toChange: withCutouts(state.items).filter(({ status }) => status !== "done").length,
    resultBytes: state.items.reduce((sum, item) => sum + (item.result?.bytes ?? 0), 0),
  };
}
