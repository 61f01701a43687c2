// What the service worker keeps: one cache per build. A note in it says that the build is complete; without the note its
// page is never shown. What goes in was compared with the build's manifest (network.js) and is never changed; what comes out
// is compared again at its first use, because a disk may have changed it.

import { createIntactCheck } from "./intact.js";
import { fetchChecked } from "./network.js";
import { buildOfCache, cacheName, cachesToForget, PAGE_URL } from "./plan.js";

/** @import { Part } from "../shared/offline.js" */
/** @import { CompleteBuild, FileFacts, WantedFile } from "./plan.js" */

/** No address of the server, and none the worker answers: only a place in the cache. */
const COMPLETE_NOTE = "/service-worker/complete.json";

/** @returns {Promise<string[]>} names of the builds' caches */
async function buildCaches() {
  return (await caches.keys()).filter((name) => buildOfCache(name) !== null);
}

const isIntact = createIntactCheck();

/**
 * A file by its address, which holds a hash: whichever build stored it, it is the same file. One that is not what it should
 * be is removed.
 *
 * @param {string} path
 * @param {string} ownBuild looked into first
 * @param {FileFacts} [facts] what it should be; not known of a file that only an older build has
 * @param {() => void} [onSpoiled]
 * @returns {Promise<Response | undefined>}
 */
export async function find(path, ownBuild, facts, onSpoiled = () => {}) {
  const own = cacheName(ownBuild);
  const others = (await buildCaches()).filter((name) => name !== own);
  for (const name of [own, ...others]) {
    // Read anew for the answer: what the browser compiled of this very entry is then used again.
    const read = () => caches.match(path, { cacheName: name, ignoreVary: true });
    const found = await read();
    if (found === undefined) continue;
    if (facts === undefined || (await isIntact(`${name} ${path}`, facts, read))) return found;
    onSpoiled();
    await (await caches.open(name)).delete(path, { ignoreVary: true });
  }
  return undefined;
}

/**
 * @param {string} build a complete one
 * @returns {Promise<Response | undefined>}
 */
export function pageOf(build) {
  return caches.match(PAGE_URL, { cacheName: cacheName(build), ignoreVary: true });
}

/**
 * @param {string} build
 * @param {readonly WantedFile[]} files
 * @returns {Promise<WantedFile[]>} those that are not stored for this build
 */
export async function missing(build, files) {
  const cache = await caches.open(cacheName(build));
  const stored = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  return files.filter(({ url }) => !stored.has(url));
}

/**
 * Stores files: from another build's cache where it has them, else from the server. Each is there completely or not at all.
 *
 * @param {string} build
 * @param {readonly WantedFile[]} files
 */
export async function keep(build, files) {
  const cache = await caches.open(cacheName(build));
  await Promise.all(
    files.map(async (file) => {
      const stored = file.url === PAGE_URL ? undefined : await find(file.url, build, file);
      await cache.put(file.url, stored ?? (await fetchChecked(file)));
    }),
  );
}

/**
 * Stores what is no file of the build: the list of models, which may change any time.
 *
 * @param {string} build
 * @param {string} url
 * @param {Response} response
 */
export async function keepAnswer(build, url, response) {
  const cache = await caches.open(cacheName(build));
  await cache.put(url, response);
}

/**
 * @param {string} build
 * @param {Part[]} parts
 */
export async function noteComplete(build, parts) {
  /** @type {CompleteBuild} */
  const note = { build, parts, at: Date.now() };
  await keepAnswer(build, COMPLETE_NOTE, Response.json(note));
}

/** @returns {Promise<CompleteBuild[]>} */
export async function completeBuilds() {
  const notes = await Promise.all(
    (await buildCaches()).map((name) => caches.match(COMPLETE_NOTE, { cacheName: name }).then((note) => note?.json())),
  );
  return notes.filter((note) => note !== undefined);
}

/**
 * Gives the room of a build back that could not be stored whole.
 *
 * @param {string} build
 */
export async function dropIncomplete(build) {
  const isComplete = (await completeBuilds()).some((each) => each.build === build);
  if (!isComplete) await caches.delete(cacheName(build));
}

/**
 * @param {string} ownBuild complete by now
 * @param {readonly (string | null)[]} used see cachesToForget
 */
export async function forgetOthers(ownBuild, used) {
  const names = cachesToForget(await caches.keys(), ownBuild, used);
  await Promise.all(names.map((name) => caches.delete(name)));
}
