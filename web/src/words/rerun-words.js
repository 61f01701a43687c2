// How many finished cutouts are not as the settings are now, why, and what happens when they are made anew: whether the network
// runs again, and about how long it takes. Pure.

import { formatCount } from "../lib/format.js";

/** @import { Expected } from "../queue/expected-time.js" */
/** @import { Work } from "../shared/work.js" */

/**
 * @param {Record<Work, Expected>} expected those that can be made anew
 * @param {number} impossible their photos are no longer at hand
 * @param {number} damaged of both, made with damaged weights
 */
export function rerunInWords(expected, impossible, damaged) {
  const outdated = expected.finish.count + expected.cut.count;
  const settings = damaged < outdated + impossible ? ["other settings"] : [];
  const how = [...settings, ...(damaged > 0 ? ["a damaged copy of the model"] : [])].join(" or ");
  const count = (/** @type {number} */ number) => formatCount(number, "cutout was", "cutouts were");
  const [gone, it, stays] =
    impossible === 1
      ? ["its photo is", "it", "it stays as it is"]
      : ["their photos are", "them", "they stay as they are"];
  if (outdated === 0 && impossible > 0) {
    return `${count(impossible)} made with ${how}; ${gone} no longer at hand, so ${stays}. To change ${it}, add the files again.`;
  }
  const possible = outdated === 0 ? [] : [`${count(outdated)} made with ${how}. ${workInWords(expected)}`];
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
    const them = finish.count === 1 ? "it" : "them";
    return finish.seconds === null
      ? `To change ${them}, the network does not run again.`
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
