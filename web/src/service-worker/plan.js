// The rules of the service worker: what a build consists of, which request is answered how, which stored build is used
// and which may go. Pure: it opens no cache and sends nothing.

/** @import { Part } from "../shared/offline.js" */

/** @typedef {{ bytes: number, sha256: string }} FileFacts */

/**
 * What the server writes into the root script (server/service_worker.py).
 *
 * @typedef {object} Release
 * @property {string} build
 * @property {FileFacts} page
 * @property {string} catalogueUrl
 * @property {Record<string, string>} units folder of each unit of dist/
 * @property {Record<string, FileFacts>} files
 */

/** @typedef {FileFacts & { url: string }} WantedFile */
/** @typedef {{ build: string, parts: Part[], at: number }} CompleteBuild a build whose parts are all stored, since `at` */

export const PAGE_URL = "/";
const CACHE_PREFIX = "cutroom-build-";

/** @param {string} build */
export function cacheName(build) {
  return `${CACHE_PREFIX}${build}`;
}

/**
 * @param {string} name of a cache
 * @returns {string | null} null where the cache is not one of ours; the models' is not
 */
export function buildOfCache(name) {
  return name.startsWith(CACHE_PREFIX) ? name.slice(CACHE_PREFIX.length) : null;
}

/**
 * @param {string} url
 * @param {Record<string, string>} units
 * @returns {Part}
 */
export function partOf(url, units) {
  const isIn = (/** @type {string} */ unit) => units[unit] !== undefined && url.startsWith(units[unit]);
  if (isIn("app") || isIn("vendor")) return "shell";
  if (isIn("codecs")) return "codecs";
  // The builds of ONNX Runtime with WebGPU, for browsers with JSPI and for the others: half of all bytes and more.
  if (isIn("ort") && url.includes("jspi")) return "webgpu-jspi";
  if (isIn("ort") && /webgpu|asyncify/.test(url)) return "webgpu";
  return "runtime";
}

/**
 * @param {Release} release
 * @param {readonly Part[]} parts
 * @returns {WantedFile[]} the page first, where the shell is among the parts
 */
export function filesOf({ page, units, files }, parts) {
  const wanted = Object.entries(files)
    .filter(([url]) => parts.includes(partOf(url, units)))
    .map(([url, facts]) => ({ url, ...facts }));
  return parts.includes("shell") ? [{ url: PAGE_URL, ...page }, ...wanted] : wanted;
}

/**
 * As many files as one message's work should be: a browser ends a service worker that is busy for minutes.
 *
 * @param {readonly WantedFile[]} files
 * @param {number} limit bytes; one larger file is a portion of its own
 * @returns {WantedFile[]}
 */
export function portionOf(files, limit) {
  let bytes = 0;
  return files.filter((file, index) => {
    bytes += file.bytes;
    return index === 0 || bytes <= limit;
  });
}

/**
 * @param {{ method: string, mode: string, url: string }} request
 * @param {string} origin
 * @param {string} catalogueUrl
 * @returns {"page" | "catalogue" | "asset" | "untouched"} models are the page's own business: model-download.js
 */
export function kindOfRequest({ method, mode, url }, origin, catalogueUrl) {
  const { origin: asked, pathname } = new URL(url);
  if (method !== "GET" || asked !== origin) return "untouched";
  if (pathname === PAGE_URL) return mode === "navigate" ? "page" : "untouched";
  if (pathname === catalogueUrl) return "catalogue";
  return pathname.startsWith("/assets/") ? "asset" : "untouched";
}

/**
 * @param {string} ownBuild the one the running worker came with
 * @param {readonly CompleteBuild[]} complete
 * @returns {CompleteBuild | null} whose page may be shown when the server does not answer
 */
export function chooseBuild(ownBuild, complete) {
  const newestFirst = complete.toSorted((one, other) => other.at - one.at);
  return newestFirst.find(({ build }) => build === ownBuild) ?? newestFirst[0] ?? null;
}

/**
 * @param {readonly string[]} names of all caches
 * @param {string} ownBuild complete by now
 * @param {readonly (string | null)[]} used the build of every open page; null where a page did not answer
 * @returns {string[]} caches that nobody needs any more; none while one page's build is unknown
 */
export function cachesToForget(names, ownBuild, used) {
  if (used.includes(null)) return [];
  return names.filter((name) => {
    const build = buildOfCache(name);
    return build !== null && build !== ownBuild && !used.includes(build);
  });
}
