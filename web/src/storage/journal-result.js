// The result of an entry in a journal: the record of a job and how it came about. Pure. What an older version of the page noted
// under other names, or not at all, is put where it belongs now.

import { DEFAULT_OPTIONS, readOptions } from "../shared/options.js";
import { isRecord } from "../shared/plain-values.js";
import { isProvider } from "../shared/providers.js";
import { isResult, isResultFacts, nothingDoubtful, resultOf } from "../shared/result.js";
import { expectPositiveInteger, expectRecord, wrong } from "../shared/validate.js";
import { numberOrNull, textOrNull } from "./journal-values.js";

/** @import { ItemResult, Making } from "../queue/item.js" */
/** @import { ResultFacts } from "../shared/result.js" */

/**
 * @param {Record<string, unknown>} given
 * @param {Record<string, unknown>} item where an older version of the page had noted how the result came about
 * @returns {ItemResult}
 */
export function readResult(given, item) {
  const { facts, ...named } = given.facts === undefined ? withNewNames(given) : given;
  const result = { looks: [], ...named, facts: readFacts(facts) };
  if (!isResult(result)) throw wrong("result", "that of a job", given);
  return {
    ...resultOf(result),
    options: optionsOrDefault(given.options),
    model: textOrNull(given.model),
    ...readMaking({ ...item, seconds: secondsBetween(item.startedAt, item.endedAt), ...given }),
  };
}

/**
 * Until version 2 of the journal the facts were among the details.
 *
 * @param {Record<string, unknown>} given
 * @returns {Record<string, unknown>}
 */
function withNewNames({ mediaType, details, ...rest }) {
  const { subject, model_damaged, ...shown } = expectRecord(details, "details");
  const facts = { ...(subject !== undefined && { subject }), ...(model_damaged !== undefined && { model_damaged }) };
  return { ...rest, media_type: mediaType, facts, details: shown };
}

/**
 * Until version 3 there was one word for what is doubtful, or none. A cutout is not given up because another version of the
 * page knew other facts.
 *
 * @param {unknown} given
 * @returns {ResultFacts}
 */
function readFacts(given) {
  if (!isRecord(given)) return nothingDoubtful();
  const { subject, ...facts } = given;
  const old = typeof subject === "string" ? { doubt: 1, reasons: [subject] } : nothingDoubtful();
  const read = { ...old, ...facts };
  return isResultFacts(read) ? read : nothingDoubtful();
}

/**
 * @param {Record<string, unknown>} given
 * @returns {Making}
 */
function readMaking({ work, attempt, provider, threads, look, seconds }) {
  return {
    work: work === "finish" ? work : "cut",
    attempt: expectPositiveInteger(attempt, "attempt"),
    provider: isProvider(provider) ? provider : null,
    threads: numberOrNull(threads),
    look: textOrNull(look),
    seconds: numberOrNull(seconds),
  };
}

/** @param {unknown} from @param {unknown} to milliseconds */
function secondsBetween(from, to) {
  return typeof from === "number" && typeof to === "number" ? (to - from) / 1000 : null;
}

/**
 * A cutout is not given up because another version of the page knew other settings.
 *
 * @param {unknown} value
 */
export function optionsOrDefault(value) {
  try {
    return readOptions(value);
  } catch {
    return { ...DEFAULT_OPTIONS };
  }
}
