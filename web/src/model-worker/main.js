// Loads one model off the page's thread: fetched or read from where it is kept, checked, handed to the page; or checks the
// page's copy of one. It knows files and checksums, no catalogue, no network and no photo.

import { failureOf } from "../shared/errors.js";
import { ModelError } from "../shared/model-error.js";
import { stageInfo } from "../shared/stages.js";
import { isSound } from "./check-copy.js";
import { openKeptFile, openModelCache } from "./kept-file.js";
import { loadFile } from "./load-file.js";
import { createSha256 } from "./sha256.js";

/** @import { CheckMessage, LoadedMessage, LoadMessage, ModelWorkerMessage, WantedModelFile } from "../shared/model-messages.js" */

/** Often enough for a number that people watch. */
const NEWS_EVERY_MS = 100;

/** @param {ModelWorkerMessage} message */
const send = (message) => self.postMessage(message);

/** @param {LoadMessage} message */
async function load({ files, isForUse, hashUrl }) {
  const cache = await openModelCache();
  /** @type {Pick<LoadedMessage, "graphs" | "weights" | "sums">} */
  const loaded = { graphs: {}, weights: null, sums: null };
  let isKept = true;
  let before = { bytes: 0, fetched: 0 };
  const news = createNews((latest) => send({ type: "bytes", ...latest }));
  for (const file of files) {
    const shared = isForUse && file.role === "weights" ? sharedBytes(file.bytes) : null;
    let latest = before;
    const done = await locked(file, async () => {
      const kept = await openKeptFile(cache, file);
      const { blob, sums } = await loadFile(file, {
        kept,
        startHash: () => createSha256(hashUrl),
        target: shared && new Uint8Array(shared),
        isBlobWanted: isForUse && shared === null,
        mustBeKept: !isForUse,
        onDamaged: () => send({ type: "damaged", url: file.url }),
        limitMs: stageInfo("model").limitSeconds * 1000,
        onBytes(bytes, fetched) {
          latest = { bytes: before.bytes + bytes, fetched: before.fetched + fetched };
          news.tell(latest);
        },
      });
      return { blob, sums, isFileKept: kept.canKeep() };
    }).catch((error) => {
      if (file.isNeeded) throw error;
      return null;
    });
    before = latest;
    isKept &&= done?.isFileKept === true;
    const blob = done?.blob ?? null;
    if (file.role === "weights") {
      loaded.weights = shared ?? blob;
      loaded.sums = done?.sums ?? null;
    } else if (blob !== null) loaded.graphs[file.url] = blob;
  }
  news.end();
  send({ type: "loaded", ...loaded, isKept });
}

/**
 * Tells the latest of many, some times a second; also the last one before a pause.
 *
 * @template T
 * @param {(latest: T) => void} tell
 */
function createNews(tell) {
  /** @type {ReturnType<typeof setTimeout> | null} */
  let timer = null;
  /** @type {T} */
  let latest;
  return {
    /** @param {T} news */
    tell(news) {
      latest = news;
      timer ??= setTimeout(() => {
        timer = null;
        tell(latest);
      }, NEWS_EVERY_MS);
    },
    end() {
      if (timer !== null) clearTimeout(timer);
    },
  };
}

/**
 * Two tabs, or a download and a job, must not fetch the same file at once: the second finds what the first has kept.
 *
 * @template T
 * @param {WantedModelFile} file
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function locked({ url }, work) {
  return navigator.locks === undefined ? work() : navigator.locks.request(`cutroom-model ${url}`, work);
}

/**
 * Every job's worker reads them, none copies them.
 *
 * @param {number} bytes
 * @returns {SharedArrayBuffer | null} null where the page is not isolated: then it is a Blob, read by each for itself
 */
function sharedBytes(bytes) {
  if (!self.crossOriginIsolated || typeof SharedArrayBuffer !== "function") return null;
  try {
    return new SharedArrayBuffer(bytes);
  } catch (error) {
    throw new ModelError(failureOf("out-of-memory", { case: "model" }, String(error)));
  }
}

self.addEventListener("message", async (/** @type {MessageEvent<LoadMessage | CheckMessage>} */ { data }) => {
  try {
    if (data.type === "load") await load(data);
    else send({ type: "checked", isSound: await isSound(data, () => createSha256(data.hashUrl)) });
  } catch (error) {
    const { code, found, detail } =
      error instanceof ModelError ? error : failureOf("model-unavailable", {}, `${error}`);
    send({ type: "failed", code, found, detail });
  }
});
