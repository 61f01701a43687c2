// What people are told about each error code: title, what was found, the one thing to do. Which codes and cases there are is
// in shared/errors.js; where they are raised is in cutout/errors.py and in the workers. The records are in two files.

import { caseOf, isErrorCode } from "../shared/errors.js";
import { MACHINE_ERRORS } from "./machine-errors.js";
import { PHOTO_ERRORS } from "./photo-errors.js";

/** @import { ErrorCode, Failure, Found, Table } from "../shared/errors.js" */

/**
 * @template {string} N names of the facts
 * @typedef {object} CaseWords
 * @property {string | ((found: Record<N, any>) => string)} sentence
 * @property {string | ((found: Record<N, any>) => string)} [advice] where another thing is to be done than else
 */
/**
 * @template {ErrorCode} C
 * @typedef {object} ErrorWords
 * @property {string} title what happened; no stop at its end
 * @property {string} sentence for the case without a name or facts, and for one that is not known here
 * @property {string} advice the one thing to do
 * @property {boolean} retryCanHelp false where the same file fails the same way again
 * @property {CasesOf<Table[C]["python"] & Table[C]["js"]>} cases
 */
/**
 * A case that has neither name nor facts has the code's own sentence.
 * @template Cases
 * @typedef {{ [K in keyof Cases as K extends "" ? (Cases[K] extends readonly [] ? never : K) : K]:
 *   CaseWords<Cases[K] extends readonly string[] ? Cases[K][number] : never> }} CasesOf
 */

/** @type {{ readonly [C in ErrorCode]: ErrorWords<C> }} */
export const ERROR_WORDS = Object.freeze({ ...PHOTO_ERRORS, ...MACHINE_ERRORS });

/**
 * @param {string} code one that is not in the table is an internal error
 * @param {Found} [found]
 * @returns {{ title: string, sentence: string, advice: string, retryCanHelp: boolean }} sentence: what was found
 */
export function describeError(code, found = {}) {
  const known = isErrorCode(code) ? code : "internal-error";
  const { title, sentence, advice, retryCanHelp, cases } = ERROR_WORDS[known];
  const name = caseOf(known, found);
  const words = name === null ? undefined : /** @type {Record<string, CaseWords<string>>} */ (cases)[name];
  const spoken = (/** @type {CaseWords<string>["sentence"]} */ text) => (typeof text === "string" ? text : text(found));
  const tried = found.less_memory === true ? " It was tried again with less memory." : "";
  return {
    title,
    sentence: spoken(words?.sentence ?? sentence) + tried,
    advice: spoken(words?.advice ?? advice),
    retryCanHelp,
  };
}

/**
 * The facts as they are, for whoever mends it.
 *
 * @param {Failure & { stage: string }} failure
 * @returns {string}
 */
export function failureForReport({ code, stage, found, detail }) {
  const facts = Object.entries(found).map(([name, value]) => `${name} ${value}`);
  const more = [facts.join(", "), detail].filter((text) => text !== "").join("; ");
  return `${code} in ${stage}${more === "" ? "" : `: ${more}`}`;
}
