// How long it takes to ask the network anew, from what the cuts of this batch took: what each look took, as often as it is to
// be made, and everything beside. Where no cut here is of the model that is wanted, what is known of its network on this device
// counts, and everything beside as this batch took it. Pure.

import { looksOf } from "./work.js";

/** @import { Looks } from "../shared/work.js" */
/** @import { Wanted } from "./events.js" */
/** @import { Item, ItemResult } from "./item.js" */

/**
 * @param {readonly Item[]} items that are to be cut out
 * @param {readonly ItemResult[]} results of this batch
 * @param {Wanted | null} wanted
 * @param {number | null} network seconds that the wanted model's network takes for a photo on this device; null: not known
 * @returns {number | null} seconds of all of them
 */
export function cutSeconds(items, results, wanted, network) {
  const cuts = results.filter(
    ({ work, model, seconds }) => work === "cut" && seconds !== null && model === (wanted?.model ?? model),
  );
  if (cuts.length === 0) return network === null ? null : items.length * (network + besideNetwork(results));
  const looks = cuts.flatMap((result) => looksIn(result));
  const all = sum(cuts.map(({ seconds, timings }) => (seconds ?? 0) - (timings.model ?? 0)));
  const each = sum(looks) / Math.max(1, looks.length);
  const beside = (all - sum(looks)) / cuts.length;
  return sum(items.map((item) => beside + each * lookCount(looksOf(item, wanted), cuts, wanted)));
}

/**
 * Seconds of a job without its network, whatever model it was and whether it had one.
 *
 * @param {readonly ItemResult[]} results
 */
function besideNetwork(results) {
  const measured = results.filter(({ seconds }) => seconds !== null);
  const each = measured.map(({ seconds, timings }) => (seconds ?? 0) - (timings.model ?? 0) - (timings.inference ?? 0));
  return sum(each) / Math.max(1, each.length);
}

/**
 * Automatic: as many as the photos of this batch needed.
 *
 * @param {Looks} asked
 * @param {readonly ItemResult[]} cuts
 * @param {Wanted | null} wanted
 */
function lookCount(asked, cuts, wanted) {
  if (asked === "one") return 1;
  if (asked === "all") return wanted?.lookCount ?? 1;
  const counts = cuts.filter(({ options }) => options.looks === "automatic").map((result) => looksIn(result).length);
  return counts.length === 0 ? 1 : sum(counts) / counts.length;
}

/**
 * Seconds of each. Until version 3 of the journal there was one, and the stage was it.
 *
 * @param {ItemResult} result
 */
function looksIn({ looks, timings }) {
  return looks.length === 0 ? [timings.inference ?? 0] : looks.map(({ seconds }) => seconds);
}

/** @param {readonly number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, each) => total + each, 0);
}
