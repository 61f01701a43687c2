// One file in the queue, as plain data, and the moves it can make. The file's bytes, its matte's and the finished cutout's are
// not here: they are kept by id elsewhere. Which move to make, and when, is decided in reducer.js; by which work, in work.js.

import { isLegalMove } from "./transitions.js";

/** @import { Failure } from "../shared/errors.js" */
/** @import { Options } from "../shared/options.js" */
/** @import { Provider } from "../shared/providers.js" */
/** @import { Result } from "../shared/result.js" */
/** @import { Stage } from "../shared/stages.js" */
/** @import { Looks, MatteFacts, Work } from "../shared/work.js" */
/** @import { Status } from "./transitions.js" */

/** @typedef {{ id: string, name: string, path: string, bytes: number, lastModified?: number | null }} Source path: inside a dropped folder, else the name */

/** @typedef {Failure & { stage: Stage }} ItemError */

/**
 * What a job hands over.
 * @typedef {Result & { options: Options, model: string | null }} JobResult options, model (its id): that it was made with; null
 *   where an older version of the page did not say
 */

/**
 * @typedef {object} Making how a result came about
 * @property {Work} work
 * @property {number} attempt
 * @property {Provider | null} provider that ran the network; for a "finish", when the matte was found
 * @property {number | null} threads
 * @property {string | null} look of the matte that it was made from; null where an older version of the page did not say
 * @property {number | null} seconds the job took
 */

/** @typedef {JobResult & Making} ItemResult */

/**
 * @typedef {object} Item
 * @property {string} id
 * @property {string} name
 * @property {string} path
 * @property {number} bytes of the source file
 * @property {number | null} lastModified of the source file, in milliseconds; null where an older version of the page did not say
 * @property {Status} status
 * @property {number} attempt from 1; grows each time the item goes back to queued
 * @property {boolean} reduced this attempt is to use less memory, because the one before ran out of it
 * @property {Work | null} work only while processing
 * @property {Stage | null} stage only while processing
 * @property {number | null} fraction of the stage; null where the stage cannot say
 * @property {number | null} lookNumber which of the photo's looks the network makes, from 1 on; only while it does
 * @property {number | null} startedAt milliseconds; only while processing
 * @property {Provider | null} provider that runs the network, while it is processing
 * @property {number | null} threads
 * @property {ItemError | null} error when failed; when done: its last change failed, and the result is the one before
 * @property {ItemResult | null} result when done; it stays while the item waits or is in work again, until there is a newer one
 * @property {MatteFacts | null} matte those that are kept of this photo, and which of them is chosen
 * @property {Looks | null} looks a person's wish for this photo, which counts before the setting; null: the setting counts
 * @property {boolean} keepsMatte its next job is a "finish" with the matte that a person chose, whatever model is wanted
 */

const NO_JOB = Object.freeze({
  work: null,
  stage: null,
  fraction: null,
  lookNumber: null,
  startedAt: null,
  provider: null,
  threads: null,
});

const NO_MATTE = Object.freeze({ matte: null, keepsMatte: false });

/**
 * @param {Source} source
 * @returns {Item}
 */
export function newItem({ id, name, path, bytes, lastModified = null }) {
  return {
    ...{ id, name, path, bytes, lastModified, status: "queued", attempt: 1, reduced: false },
    ...NO_JOB,
    ...{ error: null, result: null, matte: null, looks: null, keepsMatte: false },
  };
}

/**
 * @param {Item} item
 * @param {Work} work
 * @param {number} now
 */
export function started(item, work, now) {
  return move(item, "processing", { work, startedAt: now });
}

/**
 * @param {Item} item
 * @param {JobResult} result
 * @param {number} now
 */
export function finished(item, result, now) {
  const { attempt, startedAt } = item;
  const work = item.work ?? "cut";
  const { provider = null, threads = null } = (work === "finish" ? item.matte : item) ?? {};
  const seconds = startedAt === null ? null : (now - startedAt) / 1000;
  const isMatteGood = result.facts.model_damaged !== true;
  const look = item.matte?.looks[item.matte.chosen]?.look ?? null;
  return move(item, "done", {
    ...NO_JOB,
    error: null,
    result: { ...result, work, attempt, provider, threads, look, seconds },
    matte: isMatteGood ? item.matte : null,
    keepsMatte: false,
  });
}

/**
 * Its result and its matte may have been made with damaged weights: the result says so, the matte goes.
 *
 * @param {Item} item
 * @returns {Item}
 */
export function doubted(item) {
  const { result } = item;
  return { ...item, result: result && { ...result, facts: { ...result.facts, model_damaged: true } }, ...NO_MATTE };
}

/**
 * A result that it had before stays.
 *
 * @param {Item} item
 * @param {ItemError} error
 */
export function failed(item, error) {
  return move(item, item.result === null ? "failed" : "done", { ...NO_JOB, error });
}

/**
 * The result is of no use after all.
 *
 * @param {Item} item
 * @returns {Item}
 */
export function withoutResult(item) {
  return { ...item, result: null };
}

/**
 * That its last change failed does not matter any more.
 *
 * @param {Item} item
 * @returns {Item}
 */
export function withoutError(item) {
  return { ...item, error: null };
}

/**
 * A finished one whose result is gone, and that cannot be made again.
 *
 * @param {Item} item
 * @param {ItemError} error
 */
export function givenUp(item, error) {
  return move(item, "failed", { ...NO_JOB, error, result: null });
}

/**
 * A result that it had before stays, and it is done as before: what a person wished of its looks is withdrawn with the job.
 *
 * @param {Item} item
 */
export function cancelled(item) {
  const { result, matte, looks } = item;
  if (result === null) return move(item, "cancelled", { ...NO_JOB, reduced: false });
  const before = matte?.looks.findIndex(({ look }) => look === result.look) ?? -1;
  return move(item, "done", {
    ...{ ...NO_JOB, reduced: false, keepsMatte: false },
    looks: looks === null ? null : (matte?.asked ?? null),
    matte: matte === null || before === -1 ? matte : withChosen(matte, before),
  });
}

/**
 * Its cutout is to be made from that one of its mattes; the looks that it has are the ones it keeps.
 *
 * @param {Item} item
 * @param {MatteFacts} matte its own
 * @param {number} look index
 */
export function withLook(item, matte, look) {
  return waiting({ ...item, matte: withChosen(matte, look), looks: matte.asked, keepsMatte: true });
}

/**
 * The network is to be asked in every way.
 *
 * @param {Item} item
 */
export function withAllLooks(item) {
  return waiting({ ...item, looks: "all", keepsMatte: false });
}

/** @param {Item} item */
function waiting(item) {
  return item.status === "queued" ? item : requeued(item);
}

/** @param {MatteFacts} matte @param {number} chosen @returns {MatteFacts} the same one where nothing changes */
function withChosen(matte, chosen) {
  return matte.chosen === chosen ? matte : { ...matte, chosen };
}

/**
 * Ready to start anew; a result stays meanwhile. The attempt grows here, so a message from the old attempt is late from now on.
 *
 * @param {Item} item
 */
export function requeued(item) {
  return move(item, "queued", { ...NO_JOB, reduced: false, error: null, attempt: item.attempt + 1 });
}

/**
 * As `requeued`, after a try that ran out of memory.
 *
 * @param {Item} item
 */
export function requeuedReduced(item) {
  return { ...requeued(item), reduced: true };
}

/**
 * As `requeued`, after its matte turned out to be damaged or gone.
 *
 * @param {Item} item
 */
export function requeuedWithoutMatte(item) {
  return { ...requeued(item), reduced: item.reduced, ...NO_MATTE };
}

/**
 * @param {Item} item
 * @param {Status} to
 * @param {Partial<Item>} changes
 * @returns {Item}
 */
function move(item, to, changes) {
  if (!isLegalMove(item.status, to)) {
    throw new Error(`An item that is ${item.status} cannot become ${to}`);
  }
  return { ...item, ...changes, status: to };
}
