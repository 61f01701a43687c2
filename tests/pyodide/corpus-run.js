// Runs files through threads of corpus-worker.js, each file within a time limit. A thread that takes longer is ended and
// replaced, as the page ends a job worker; after some files it is replaced too, because its memory cannot shrink.

import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** @typedef {{ size: string, bytes: number, details: Record<string, unknown> }} Accepted */
/** @typedef {{ code: string, stage: string, found: import("../../web/src/shared/errors.js").Found, detail: string }} Refused */
/** @typedef {(Accepted | Refused) & { seconds: number }} Outcome */

const FILES_PER_THREAD = 40;
const THREADS = 2;

/**
 * @param {string[]} paths
 * @param {object} options of the job
 * @param {number} limit seconds for one file
 * @returns {Promise<Outcome[]>} in the files' order
 */
export async function runFiles(paths, options, limit) {
  const outcomes = /** @type {Outcome[]} */ (new Array(paths.length));
  let next = 0;
  const work = async () => {
    let thread = null;
    for (let done = 0; next < paths.length; done += 1) {
      const index = next;
      next += 1;
      thread ??= await startThread(options);
      const outcome = await runFile(thread, String(paths[index]), limit);
      outcomes[index] = outcome;
      if (done % FILES_PER_THREAD === FILES_PER_THREAD - 1 || isLost(outcome)) {
        await thread.terminate();
        thread = null;
      }
    }
    await thread?.terminate();
  };
  await Promise.all(Array.from({ length: THREADS }, work));
  return outcomes;
}

/** @param {object} options */
async function startThread(options) {
  const thread = new Worker(new URL("corpus-worker.js", import.meta.url), { workerData: { options } });
  await once(thread, "message");
  return thread;
}

/**
 * @param {Worker} thread
 * @param {string} path
 * @param {number} limit
 * @returns {Promise<Outcome>}
 */
async function runFile(thread, path, limit) {
  const startedAt = performance.now();
  const over = AbortSignal.timeout(limit * 1000);
  const answer = once(thread, "message", { signal: over });
  thread.postMessage(path);
  const seconds = () => (performance.now() - startedAt) / 1000;
  try {
    const [outcome] = await answer;
    return { ...outcome, seconds: seconds() };
  } catch (error) {
    const code = over.aborted ? "time-limit" : "thread-died";
    return { code, stage: "", found: {}, detail: String(error), seconds: seconds() };
  }
}

/** @param {Outcome} outcome */
function isLost(outcome) {
  return "code" in outcome && ["time-limit", "thread-died", "out-of-memory"].includes(outcome.code);
}
