// Fetches one model's files: progress, sha256 check, kept in the browser's Cache API across visits.
// It knows no jobs and no queue.

import { stageInfo } from "../shared/stages.js";
import { ModelError } from "./model-error.js";
import { shareBytes } from "./shared-bytes.js";

/** @import { ModelDescriptor, ModelFile, Variant } from "../shared/config.js" */
/** @import { ModelFiles } from "../shared/protocol.js" */

const CACHE_NAME = "cutroom-models";

/**
 * @param {ModelDescriptor} entry
 * @param {Variant} variant
 * @param {(bytes: number) => void} count
 * @returns {Promise<ModelFiles>}
 */
export async function loadModelFiles(entry, variant, count) {
  const cache = await openCache();
  /** @type {{ graph: Blob | null, weights: Blob | null }} */
  const blobs = { graph: null, weights: null };
  for (const file of variant.files) {
    blobs[file.role] = await loadFile(file, cache, count);
  }
  if (blobs.graph === null) {
    throw new ModelError("model-corrupt", `The model "${entry.title}" has no graph.`);
  }
  return { entry, variant, graph: blobs.graph, weights: blobs.weights && (await shareBytes(blobs.weights)) };
}

/**
 * @param {Variant} variant
 * @returns {Promise<boolean>} whether a later visit has it without the server
 */
export async function isModelKept(variant) {
  const cache = await openCache();
  const kept = await Promise.all(variant.files.map(({ url }) => cache?.match(url)));
  return kept.every((response) => response !== undefined);
}

/**
 * @param {ModelFile} file
 * @param {Cache | null} cache
 * @param {(bytes: number) => void} count
 */
async function loadFile(file, cache, count) {
  const kept = await cache?.match(file.url);
  if (kept !== undefined) {
    const blob = await kept.blob();
    if (blob.size === file.bytes) {
      count(blob.size);
      return blob;
    }
  }
  const blob = await download(file, count);
  await check(blob, file);
  try {
    await forgetOlder(cache, file.url);
    await cache?.put(file.url, new Response(blob));
  } catch {
    // A full disk or a private window: the model works for this visit and is fetched again on the next.
  }
  return blob;
}

/**
 * @param {ModelFile} file
 * @param {(bytes: number) => void} count
 */
async function download(file, count) {
  const controller = new AbortController();
  const limit = stageInfo("model").limitSeconds * 1000;
  let timer = setTimeout(() => controller.abort(), limit);
  try {
    const response = await fetch(file.url, { signal: controller.signal, cache: "no-store" });
    if (!response.ok || response.body === null) {
      throw new ModelError("model-unavailable", `The server answered ${response.status} for the model.`, file.url);
    }
    const parts = [];
    const reader = response.body.getReader();
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      clearTimeout(timer);
      timer = setTimeout(() => controller.abort(), limit);
      parts.push(step.value);
      count(step.value.length);
    }
    return new Blob(parts);
  } catch (error) {
    if (error instanceof ModelError) {
      throw error;
    }
    throw new ModelError(
      "model-unavailable",
      "The model could not be fetched from the server.",
      `${file.url}: ${error}`,
    );
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {Blob} blob
 * @param {ModelFile} file
 */
async function check(blob, file) {
  if (blob.size !== file.bytes) {
    const found = `${blob.size} bytes arrived, ${file.bytes} were expected`;
    throw new ModelError("model-corrupt", "The model arrived incomplete.", `${file.url}: ${found}`);
  }
  // Browsers offer SHA-256 only on localhost and https; elsewhere the size has to do.
  if (globalThis.crypto?.subtle === undefined) {
    return;
  }
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (sha256 !== file.sha256) {
    const found = `sha256 is ${sha256}, expected ${file.sha256}`;
    throw new ModelError("model-corrupt", "The model arrived damaged.", `${file.url}: ${found}`);
  }
}

/** @returns {Promise<Cache | null>} null where the browser has none: http on a LAN address, some private windows */
async function openCache() {
  try {
    return await globalThis.caches.open(CACHE_NAME);
  } catch {
    return null;
  }
}

/**
 * @param {Cache | null} cache
 * @param {string} url of the file that takes the place of older versions
 */
async function forgetOlder(cache, url) {
  await cache?.delete(url, { ignoreSearch: true });
}
