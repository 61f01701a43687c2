// Why a cutout is to be checked, and what to do: a sentence for each reason that Python knows (cutout/pictures.py). They say what
// was seen and claim no fault: a veil is half transparent by right. Pure words.

import { isToCheck } from "../queue/selectors.js";

/** @import { Item } from "../queue/item.js" */
/** @import { ResultFacts } from "../shared/result.js" */

/** What a finished cutout says that there is a reason to check. */
export const CHECK = "Check this one";

const LOOK = "Look at it before you use it.";
const ON_A_COLOUR = "Look at it on a colour, or try another look.";
const OTHER = "Look at it before you use it, or try another look or another model.";

/** @typedef {{ sentence: string, advice: string }} DoubtWords */

/** By reason. @type {Readonly<Record<string, DoubtWords>>} */
export const DOUBT_WORDS = Object.freeze({
  transparent: {
    sentence: "The photo itself is transparent nearly everywhere, so there was hardly anything to keep.",
    advice: LOOK,
  },
  plain: {
    sentence: "The photo is nearly plain: nothing in it stands out, so what was kept, if anything, is a guess.",
    advice: LOOK,
  },
  none: { sentence: "No clear subject was found: nearly nothing of the photo was kept.", advice: OTHER },
  everything: { sentence: "No clear subject was found: nearly the whole photo was kept.", advice: OTHER },
  soft: {
    sentence: "Large parts are half transparent: right for glass or a veil, not for a solid thing.",
    advice: ON_A_COLOUR,
  },
  disagree: {
    sentence: "Two looks at the photo gave different answers.",
    advice: "Compare them with “Another look” in the preview.",
  },
  little: { sentence: "Very little of the photo was kept.", advice: OTHER },
  borders: {
    sentence: "What was kept touches three sides of the photo.",
    advice: "See whether background was kept, or try another look.",
  },
  pieces: {
    sentence: "What was kept is in many loose pieces.",
    advice: "See whether all of them belong to it, or try another look.",
  },
});

/** Of a reason that only another version of the page knows. @type {DoubtWords} */
const ANY = { sentence: "It may not be what you want.", advice: LOOK };

/** A row says no more. */
const MOST_IN_SHORT = 2;

const DAMAGED =
  "The model’s copy in this page was damaged when this was made. Run it again, or look at it before you use it.";

/**
 * @param {Item} item
 * @returns {string} what is doubtful about the cutout and what to do; mostly empty
 */
export function doubtInWords(item) {
  return inWords(item, Number.POSITIVE_INFINITY);
}

/**
 * @param {Item} item
 * @returns {string} the same with the weightiest reasons only
 */
export function doubtInShort(item) {
  return inWords(item, MOST_IN_SHORT);
}

/**
 * @param {Item} item
 * @param {number} most reasons
 */
function inWords(item, most) {
  const facts = item.result?.facts;
  if (!isToCheck(item) || facts === undefined) return "";
  if (facts.model_damaged === true) return DAMAGED;
  const words = facts.reasons.slice(0, most).map(wordsOf);
  // What helps against the weightiest reason is what to do first.
  return [...new Set(words.map((each) => each.sentence)), (words[0] ?? ANY).advice].join(" ");
}

/** @param {string} reason @returns {DoubtWords} */
function wordsOf(reason) {
  return (Object.hasOwn(DOUBT_WORDS, reason) && DOUBT_WORDS[reason]) || ANY;
}

/** @param {number} doubt 0..1 */
export function doubtPercent(doubt) {
  return `${Math.round(doubt * 100)}%`;
}

/**
 * @param {ResultFacts} facts
 * @returns {[term: string, text: string][]} the number with what it means, then every reason
 */
export function doubtDetails({ doubt, reasons, model_damaged: damaged }) {
  /** @type {[string, string][]} */
  const copy = damaged ? [["Model’s copy", "damaged when this was made"]] : [];
  const sentences = new Set(reasons.map((reason) => wordsOf(reason).sentence));
  return [
    ["Doubt", `${doubtPercent(doubt)} (0% is sure, 100% certainly wrong)`],
    ...[...sentences].map((sentence) => /** @type {[string, string]} */ (["To check", sentence])),
    ...copy,
  ];
}
