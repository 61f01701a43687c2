// The bytes of one file from a given one on. A connection that breaks is taken up again where it broke; one that cannot be
// had at all is an error at once. It keeps nothing and checks no checksum.

import { failureOf } from "../shared/errors.js";
import { ModelError } from "../shared/model-error.js";
import { answerStart } from "./answer-start.js";

/** How long to wait before each further try that has brought nothing; every byte that arrives begins the list anew. */
const WAITS_MS = [500, 2000, 5000];
/** A server that sends something shorter than promised would otherwise be asked for ever. */
const MOST_RESTARTS = 1;

/** @typedef {(url: string, from: number, signal: AbortSignal) => Promise<Response>} Ask */

/**
 * @param {{ url: string, bytes: number }} file
 * @param {number} from
 * @param {object} world
 * @param {number} world.limitMs without one more byte the connection counts as broken
 * @param {Ask} [world.ask]
 * @param {(milliseconds: number) => Promise<unknown>} [world.wait]
 * @returns {AsyncGenerator<{ start: number, bytes: Uint8Array }>} in order; one that starts at 0 takes back all before it
 * @throws {ModelError}
 */
export async function* fetchFrom({ url, bytes: total }, from, { limitMs, ask = askServer, wait = sleep }) {
  let at = from;
  let hasAnything = false;
  let vainTries = 0;
  let restarts = 0;
  const restart = (/** @type {string} */ found) => {
    if (restarts >= MOST_RESTARTS) throw new ModelError(failureOf("model-corrupt", { case: "incomplete" }, found));
    restarts += 1;
    at = 0;
  };

  while (at < total) {
    let problem = "the connection ended early";
    const connection = new AbortController();
    let timer = setTimeout(() => connection.abort(), limitMs);
    try {
      const response = await ask(url, at, connection.signal);
      const answer = { status: response.status, contentRange: response.headers.get("Content-Range") };
      const start = answerStart(answer, at, total);
      if (start === "refused" || (start !== "again" && response.body === null)) {
        throw new ModelError(failureOf("model-unavailable", { case: "refused", status: response.status }, url));
      }
      if (start === "again" || start !== at) restart(`${url}: ${response.status} for the bytes from ${at} on`);
      if (start === "again") continue;
      const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
      for (let step = await reader.read(); !step.done; step = await reader.read()) {
        clearTimeout(timer);
        timer = setTimeout(() => connection.abort(), limitMs);
        if (at + step.value.length > total) {
          const detail = `${url}: more than ${total} bytes`;
          throw new ModelError(failureOf("model-corrupt", { case: "damaged" }, detail));
        }
        yield { start: at, bytes: step.value };
        at += step.value.length;
        hasAnything = true;
        vainTries = 0;
      }
    } catch (error) {
      if (error instanceof ModelError) throw error;
      problem = String(error);
    } finally {
      clearTimeout(timer);
      connection.abort();
    }
    if (at >= total) return;
    const pause = hasAnything ? WAITS_MS[vainTries] : undefined;
    if (pause === undefined) throw new ModelError(brokenOff(at, `${url}: ${problem}`));
    vainTries += 1;
    await wait(pause);
  }
}

/** @type {Ask} */
function askServer(url, from, signal) {
  return fetch(url, { signal, cache: "no-store", headers: from === 0 ? {} : { Range: `bytes=${from}-` } });
}

/** @param {number} at @param {string} detail */
function brokenOff(at, detail) {
  return failureOf("model-unavailable", { case: at === 0 ? "not-fetched" : "broke-off" }, detail);
}

/** @param {number} milliseconds */
function sleep(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
