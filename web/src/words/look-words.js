// The looks of a photo in words: which one it is, what it is worth, what all of them cost, and what can be done with them now. A
// look is one run of the network on the photo, in one shape ("square 1024", "aspect 768"). Pure words.

import { doubtPercent } from "./doubt-words.js";
import { failureInWords, statusInWords } from "./item-words.js";

/** @import { ItemWithCutout } from "../queue/selectors.js" */
/** @import { LookFacts } from "../shared/work.js" */

const ORDINALS = ["First", "Second", "Third", "Fourth", "Fifth", "Sixth"];

/**
 * @param {readonly { look: string }[]} looks all that were made of a photo, in the order in which they were asked
 * @param {number} index of one
 * @returns {string} for example "Second look, in the photo’s own shape"
 */
export function lookName(looks, index) {
  const base = `${ORDINALS[index] ?? `${index + 1}th`} look`;
  const [first, here] = [partsOf(looks[0]?.look ?? ""), partsOf(looks[index]?.look ?? "")];
  if (index === 0 || looks[index]?.look === looks[0]?.look) return base;
  if (here.shape !== first.shape)
    return `${base}, ${here.shape === "aspect" ? "in the photo’s own shape" : "in a square"}`;
  return `${base}, ${here.side < first.side ? "coarser" : "finer"}`;
}

/** @param {number} doubt 0..1 */
export function doubtNumber(doubt) {
  return `Doubt: ${doubtPercent(doubt)}`;
}

/**
 * What asking every look costs, from what is known of the model: the network's time goes with the pixels it is asked for.
 *
 * @param {readonly string[]} looks of the model
 * @returns {number} times the first look alone
 */
export function costOfAll(looks) {
  const areas = looks.map((look) => partsOf(look).side ** 2);
  return areas.reduce((sum, area) => sum + area, 0) / (areas[0] ?? 1);
}

/**
 * What is said beside the looks of a photo.
 *
 * @param {ItemWithCutout} item
 * @param {string} obstacle why no more can be asked for; empty: they can
 * @param {string} held what keeps photos from starting; empty: nothing does
 */
export function stateOfLooks(item, obstacle, held) {
  const { status, work, error, matte } = item;
  const looks = matte?.looks ?? [];
  if (status === "processing")
    return `${work === "cut" ? "Looking again" : "Making the cutout"}. ${statusInWords(item)}`;
  if (status === "queued") return held === "" ? "Waiting for its turn." : `Waiting. ${held}.`;
  if (error !== null) return failureInWords(item);
  if (looks.length < 2) return obstacle;
  return `${looks.length} looks of this photo. Press one to use it.`;
}

/**
 * Why no more looks of a photo can be asked for.
 *
 * @param {{ isAtHand: boolean, hasAll: boolean, lookCount: number }} facts of the photo, and how many looks the model has
 * @returns {string} empty: they can
 */
export function noMoreLooks({ isAtHand, hasAll, lookCount }) {
  if (!isAtHand) return "The photo is no longer at hand: to look again, add it once more.";
  if (lookCount === 1) return "This model looks at a photo in one way only. Another model may see more.";
  return hasAll ? "These are all looks of this model." : "";
}

/** @param {ItemWithCutout} item whose chosen look is in use now */
export function choiceKept({ matte }) {
  return matte === null ? "" : `In use: ${inSentence(matte.looks, matte.chosen)}. Your choice is kept.`;
}

/** @param {readonly LookFacts[]} looks @param {number} index */
function inSentence(looks, index) {
  const name = lookName(looks, index);
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}

/** @param {string} look */
function partsOf(look) {
  const [shape = "", side = ""] = look.split(" ");
  return { shape, side: Number(side) };
}
