// Why a cutout is to be checked, and what to do: a sentence for each reason that Python knows (cutout/pictures.py). Pure words.

import { formatPercent } from "../lib/format.js";
import { needsLook } from "../queue/selectors.js";

/** @import { Item } from "../queue/item.js" */
/** @import { ResultFacts } from "../shared/result.js" */

const LOOK = "Look at it before you use it.";
const LOOK_OR_OTHER = "Look at it before you use it, or try another model.";

/** @typedef {{ sentence: string, advice: string }} DoubtWords */

/** By reason. @type {Readonly<Record<string, DoubtWords>>} */
export const DOUBT_WORDS = Object.freeze({
  transparent: {
    sentence: "The photo itself is transparent nearly everywhere, so there was hardly anything to keep.",
    advice: LOOK,
  },
  plain: {
    sentence: "The photo is nearly plain: nothing in it stands out, so what was kept is a guess.",
    advice: LOOK,
  },
  none: { sentence: "No clear subject was found: nearly nothing of the photo was kept.", advice: LOOK_OR_OTHER },
  everything: { sentence: "No clear subject was found: nearly the whole photo was kept.", advice: LOOK_OR_OTHER },
  soft: { sentence: "Large parts are half transparent.", advice: LOOK_OR_OTHER },
  disagree: { sentence: "Two answers of the network disagree about what the subject is.", advice: LOOK },
  little: { sentence: "Almost nothing was found.", advice: LOOK_OR_OTHER },
  borders: { sentence: "What was kept touches three borders of the photo.", advice: LOOK },
  pieces: { sentence: "What was kept is in many loose pieces.", advice: LOOK },
});

/** Of a reason that only another version of the page knows. @type {DoubtWords} */
const ANY = { sentence: "It may not be what you want.", advice: LOOK };

const DAMAGED =
  "The model’s copy in this page was damaged when this was made. Run it again, or look at it before you use it.";

/**
 * @param {Item} item
 * @returns {string} what is doubtful about the cutout and what to do; mostly empty
 */
export function doubtInWords(item) {
  const facts = item.result?.facts;
  if (!needsLook(item) || facts === undefined) return "";
  if (facts.model_damaged === true) return DAMAGED;
  const words = facts.reasons.map((reason) => (Object.hasOwn(DOUBT_WORDS, reason) && DOUBT_WORDS[reason]) || ANY);
  // What helps against the weightiest reason is what to do first.
  return [...new Set(words.map((each) => each.sentence)), (words[0] ?? ANY).advice].join(" ");
}

/**
 * @param {ResultFacts} facts
 * @returns {[term: string, text: string][]}
 */
export function doubtDetails({ doubt, reasons, model_damaged: damaged }) {
  /** @type {[string, string][]} */
  const copy = damaged ? [["Model’s copy", "damaged when this was made"]] : [];
  return [
    ["Doubt", `${formatPercent(doubt)}, ${reasons.length === 0 ? "nothing to check" : "to be checked"}`],
    ...copy,
  ];
}
