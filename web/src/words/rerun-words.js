// How many finished cutouts are not as the settings are now, and why, in words. Pure.

import { formatCount } from "../lib/format.js";

/**
 * @param {number} outdated
 * @param {number} impossible
 * @param {number} damaged
 */
export function rerunInWords(outdated, impossible, damaged) {
  const settings = damaged < outdated + impossible ? ["other settings"] : [];
  const how = [...settings, ...(damaged > 0 ? ["a damaged copy of the model"] : [])].join(" or ");
  const count = (/** @type {number} */ number) => formatCount(number, "cutout was", "cutouts were");
  const possible = outdated === 0 ? [] : [`${count(outdated)} made with ${how}.`];
  const gone = impossible === 1 ? "its photo is" : "their photos are";
  const rest = impossible === 0 ? [] : [`${count(impossible)} too, but ${gone} no longer at hand.`];
  if (outdated === 0 && impossible > 0) {
    return `${count(impossible)} made with ${how}; ${gone} no longer at hand, so ${impossible === 1 ? "it stays" : "they stay"} as ${impossible === 1 ? "it is" : "they are"}.`;
  }
  return [...possible, ...rest].join(" ");
}
