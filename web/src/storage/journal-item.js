// The queue item of an entry in a journal, read as what it is. Pure. What a photo that waits has as a result is the one before:
// it stays until the next one is written.

import { STATUSES } from "../queue/transitions.js";
import { isErrorCode } from "../shared/errors.js";
import { isFlat } from "../shared/plain-values.js";
import { isStage } from "../shared/stages.js";
import { expectOneOf, expectPositiveInteger, expectRecord, expectText } from "../shared/validate.js";
import { areLooks, isMatteFacts } from "../shared/work.js";
import { readResult } from "./journal-result.js";
import { numberOrNull } from "./journal-values.js";

/** @import { Item, ItemError } from "../queue/item.js" */
/** @import { Status } from "../queue/transitions.js" */
/** @import { MatteFacts } from "../shared/work.js" */

/** With a result from before. @type {readonly Status[]} */
const WITH_RESULT = ["done", "queued", "processing"];

/**
 * @param {Record<string, unknown>} given
 * @returns {Item}
 */
export function readItem(given) {
  const status = expectOneOf(given.status, STATUSES, "status");
  const hasResult = status === "done" || (WITH_RESULT.includes(status) && (given.result ?? null) !== null);
  return {
    id: expectText(given.id, "id"),
    name: expectText(given.name, "name"),
    path: expectText(given.path, "path"),
    bytes: given.bytes === 0 ? 0 : expectPositiveInteger(given.bytes, "bytes"),
    lastModified: numberOrNull(given.lastModified),
    status,
    stage: null,
    fraction: null,
    attempt: expectPositiveInteger(given.attempt, "attempt"),
    reduced: given.reduced === true,
    work: null,
    lookNumber: null,
    startedAt: null,
    provider: null,
    threads: null,
    error: readErrorOf(status, given.error),
    result: hasResult ? readResult(expectRecord(given.result, "result"), given) : null,
    matte: readMatte(given.matte),
    looks: areLooks(given.looks) ? given.looks : null,
    keepsMatte: given.keepsMatte === true,
  };
}

/**
 * A finished one may have an error, too: the last try to change it failed.
 *
 * @param {Status} status
 * @param {unknown} error
 */
function readErrorOf(status, error) {
  if (status === "failed") return readError(expectRecord(error, "error"));
  return status === "done" && (error ?? null) !== null ? readError(expectRecord(error, "error")) : null;
}

/**
 * Older versions of the page kept a sentence instead of what was found; it is for a bug report now.
 *
 * @param {Record<string, unknown>} given
 * @returns {ItemError}
 */
function readError({ code, stage, found, message, detail }) {
  return {
    code: isErrorCode(code) ? code : "internal-error",
    stage: isStage(stage) ? stage : "decode",
    found: isFlat(found) ? found : {},
    detail: [message, detail].filter((text) => typeof text === "string" && text !== "").join(" "),
  };
}

/**
 * A matte is not worth giving up a photo for.
 *
 * @param {unknown} value
 * @returns {MatteFacts | null}
 */
function readMatte(value) {
  if (!isMatteFacts(value)) return null;
  const { model, version, provider, threads, details, looks, chosen, asked } = value;
  const known = looks.map(({ look, doubt, reasons }) => ({ look, doubt, reasons }));
  return { model, version, provider, threads, details, looks: known, chosen, asked };
}
