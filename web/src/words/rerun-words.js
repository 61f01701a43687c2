// How many finished cutouts are not as the settings are now, why, and what happens when they are made anew: whether the network
// runs again, and about how long it takes. Pure.

import { formatBytes, formatCount } from "../lib/format.js";

/** @import { Expected } from "../queue/expected-time.js" */
/** @import { Difference } from "../queue/selectors.js" */
/** @import { Work } from "../shared/work.js" */

/**
 * @typedef {object} Rerun
 * @property {Record<Work, Expected>} expected those that can be made anew
 * @property {number} impossible how many more there are, whose photos are no longer at hand
 * @property {ReadonlySet<Difference>} why of all of them
 * @property {boolean} isPaused by a person
 * @property {number} toFetch bytes of the model in use, where it is not here yet; else 0
 */

/** @type {Record<Difference, string>} */
const MADE_WITH = {
  settings: "other settings",
  model: "another model",
  look: "another look",
  damage: "a damaged copy of the model",
};

/** @param {Rerun} rerun */
export function rerunInWords({ expected, impossible, why, isPaused, toFetch }) {
  const outdated = expected.finish.count + expected.cut.count;
  const how = Object.entries(MADE_WITH)
    .flatMap(([difference, words]) => (why.has(/** @type {Difference} */ (difference)) ? [words] : []))
    .join(" or ");
  const count = (/** @type {number} */ number) => formatCount(number, "cutout was", "cutouts were");
  const [gone, it, stays] =
    impossible === 1
      ? ["its photo is", "it", "it stays as it is"]
      : ["their photos are", "them", "they stay as they are"];
  if (outdated === 0 && impossible > 0) {
    return `${count(impossible)} made with ${how}; ${gone} no longer at hand, so ${stays}. To change ${it}, add the files again.`;
  }
  const pause = isPaused ? " The queue is paused: press Resume." : "";
  const isFetched = expected.cut.count > 0 && toFetch > 0;
  const fetch = isFetched ? ` The model (${formatBytes(toFetch)}) has to be fetched first.` : "";
  const possible =
    outdated === 0 ? [] : [`${count(outdated)} made with ${how}. ${workInWords(expected)}${fetch}${pause}`];
  const rest =
    impossible === 0
      ? []
      : [`${count(impossible)} too, but ${gone} no longer at hand: to change ${it}, add the files again.`];
  return [...possible, ...rest].join(" ");
}

/**
 * @param {Record<Work, Expected>} expected
 * @returns {string} for example "Changing them takes about 20 s; the network does not run again."
 */
function workInWords({ finish, cut }) {
  if (cut.count === 0) {
    const [them, they] = finish.count === 1 ? ["it", "It"] : ["them", "They"];
    return finish.seconds === null
      ? `${they} can be changed without running the network again.`
      : `Changing ${them} takes ${about(finish.seconds)}; the network does not run again.`;
  }
  const time = (/** @type {Expected} */ { seconds }) => (seconds === null ? "" : `: ${about(seconds)}`);
  if (finish.count === 0) return `The network runs again${time(cut)}.`;
  const changed = `${finish.count} ${finish.count === 1 ? "is" : "are"} changed without the network${time(finish)}.`;
  return `${changed} For ${cut.count} the network runs again${time(cut)}.`;
}

/**
 * Not more exact than such a guess can be.
 *
 * @param {number} seconds
 */
function about(seconds) {
  if (seconds < 9.5) return `about ${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 57.5) return `about ${Math.round(seconds / 5) * 5} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90
    ? `about ${formatCount(minutes, "minute")}`
    : `about ${formatCount(Math.round(minutes / 60), "hour")}`;
}
