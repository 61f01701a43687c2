// One photo in a journal: its queue item as plain data and the names of its files. Pure. It is read as what it is, something
// that another version wrote or a crash left: an entry that makes no sense is refused, not guessed at. What a photo that waits
// has as a result is the one before: it stays until the next one is written.

import { STATUSES } from "../queue/transitions.js";
import { isErrorCode } from "../shared/errors.js";
import { DEFAULT_OPTIONS, readOptions } from "../shared/options.js";
import { isFlat } from "../shared/plain-values.js";
import { isProvider } from "../shared/providers.js";
import { isResult, resultOf } from "../shared/result.js";
import { isStage } from "../shared/stages.js";
import { expectOneOf, expectPositiveInteger, expectRecord, expectText, wrong } from "../shared/validate.js";
import { isMatteFacts } from "../shared/work.js";

/** @import { Item, ItemError, ItemResult, Making } from "../queue/item.js" */
/** @import { Status } from "../queue/transitions.js" */
/** @import { MatteFacts } from "../shared/work.js" */

/** @typedef {{ cutout: string, thumbnail: string | null, originalPreview: string | null }} ResultFiles names of files */
/** @typedef {{ file: string, type: string, lastModified: number }} SourceFile file: its name; the others as the photo had them */

/** With a result from before. @type {readonly Status[]} */
const WITH_RESULT = ["done", "queued", "processing"];

/**
 * @typedef {object} Entry
 * @property {Item} item
 * @property {ResultFiles | null} files of the result; null where it is not kept (yet)
 * @property {SourceFile | null} source the copy of the photo; null where there is none (yet, or any more)
 * @property {string | null} matte name of its file; null where there is none (yet)
 * @property {boolean} saved the cutout was handed to the person once
 */

/**
 * @param {unknown} value
 * @returns {Entry | null} null where it makes no sense
 */
export function readEntry(value) {
  try {
    const { item, files, source, matte, saved } = expectRecord(value, "entry");
    return {
      item: readItem(expectRecord(item, "item")),
      files: files === null ? null : readFiles(expectRecord(files, "files")),
      source: source === null ? null : readSource(expectRecord(source, "source")),
      matte: name(matte),
      saved: saved === true,
    };
  } catch {
    return null;
  }
}

/**
 * @param {Record<string, unknown>} given
 * @returns {Item}
 */
function readItem(given) {
  const status = expectOneOf(given.status, STATUSES, "status");
  const hasResult = status === "done" || (WITH_RESULT.includes(status) && (given.result ?? null) !== null);
  return {
    id: expectText(given.id, "id"),
    name: expectText(given.name, "name"),
    path: expectText(given.path, "path"),
    bytes: count(given.bytes, "bytes"),
    status,
    stage: null,
    fraction: null,
    attempt: expectPositiveInteger(given.attempt, "attempt"),
    reduced: given.reduced === true,
    work: null,
    startedAt: null,
    provider: null,
    threads: null,
    error: readErrorOf(status, given.error),
    result: hasResult ? readResult(expectRecord(given.result, "result"), given) : null,
    matte: readMatte(given.matte),
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
  const { model, version, provider, threads, details } = value;
  return { model, version, provider, threads, details };
}

/**
 * @param {Record<string, unknown>} given
 * @param {Record<string, unknown>} item where an older version of the page had noted how the result came about
 * @returns {ItemResult}
 */
function readResult(given, item) {
  const result = { ...given, ...(given.facts === undefined && oldNames(given)) };
  if (!isResult(result)) throw wrong("result", "that of a job", given);
  return {
    ...resultOf(result),
    options: optionsOrDefault(given.options),
    model: name(given.model),
    ...readMaking({ ...item, seconds: secondsBetween(item.startedAt, item.endedAt), ...given }),
  };
}

/**
 * Version 2 of the journal had other names, and the facts were among the details.
 *
 * @param {Record<string, unknown>} given
 */
function oldNames({ mediaType, details }) {
  const { subject, model_damaged, ...rest } = expectRecord(details, "details");
  const facts = { ...(subject !== undefined && { subject }), ...(model_damaged !== undefined && { model_damaged }) };
  return { media_type: mediaType, facts, details: rest };
}

/**
 * @param {Record<string, unknown>} given
 * @returns {Making}
 */
function readMaking({ work, attempt, provider, threads, seconds }) {
  return {
    work: work === "finish" ? work : "cut",
    attempt: expectPositiveInteger(attempt, "attempt"),
    provider: isProvider(provider) ? provider : null,
    threads: numberOrNull(threads),
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

/**
 * @param {Record<string, unknown>} given
 * @returns {ResultFiles}
 */
function readFiles({ cutout, thumbnail, originalPreview }) {
  return { cutout: expectText(cutout, "cutout"), thumbnail: name(thumbnail), originalPreview: name(originalPreview) };
}

/**
 * @param {Record<string, unknown>} given
 * @returns {SourceFile}
 */
function readSource({ file, type, lastModified }) {
  return {
    file: expectText(file, "file"),
    type: typeof type === "string" ? type : "",
    lastModified: numberOrNull(lastModified) ?? 0,
  };
}

/** @param {unknown} value */
function name(value) {
  return typeof value === "string" && value !== "" ? value : null;
}

/** A number, or none. @param {unknown} value */
function numberOrNull(value) {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** @param {unknown} value @param {string} where */
function count(value, where) {
  return value === 0 ? 0 : expectPositiveInteger(value, where);
}
