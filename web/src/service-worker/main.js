// The service worker: wires the browser's events to the rules (plan.js), the caches (store.js) and the server (network.js).
// It sees addresses, never a photo: photos are not requests.
//
// It takes over at once (skipWaiting, claim). That is safe because it answers by address and an address holds the hash of
// its content: a page of an older build, still open, gets that build's files from that build's cache.

import { WHICH_BUILD } from "../shared/offline.js";
import { networkFirst } from "./network.js";
import { chooseBuild, filesOf, kindOfRequest, PAGE_URL, portionOf } from "./plan.js";
import { isRoomFor } from "./room.js";
import * as store from "./store.js";

/** @import { PageAnswer, PageQuestion, Part, WorkerAnswer, WorkerQuestion } from "../shared/offline.js" */
/** @import { Release } from "./plan.js" */

const scope = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
/** Long enough for a slow network; a server that is away in a LAN answers nothing at all. */
const SERVER_LIMIT_MS = 3000;
const PAGE_LIMIT_MS = 2000;
const PORTION_BYTES = 4_000_000;

/** @param {Release} release */
export function run(release) {
  const { build, catalogueUrl } = release;

  scope.addEventListener("install", (event) => event.waitUntil(install().then(() => scope.skipWaiting())));
  // Nothing else here: requests wait until this is over.
  scope.addEventListener("activate", (event) => event.waitUntil(scope.clients.claim()));
  scope.addEventListener("message", (event) => {
    const port = event.ports[0];
    if (port !== undefined) event.waitUntil(answer(event.data).then((reply) => port.postMessage(reply)));
  });
  scope.addEventListener("fetch", (event) => {
    const { request } = event;
    switch (kindOfRequest(request, scope.location.origin, catalogueUrl)) {
      case "page":
        event.respondWith(networkFirst(fetch(request), storedPage, SERVER_LIMIT_MS));
        break;
      case "catalogue":
        event.respondWith(answerCatalogue(event));
        break;
      case "asset":
        event.respondWith(answerAsset(event));
        break;
      case "untouched":
        break;
    }
  });

  /** A later build is ready only when it has all that the one before it had, so that going offline never loses anything. */
  async function install() {
    const before = chooseBuild(build, await store.completeBuilds());
    const parts = before?.parts ?? /** @type {Part[]} */ (["shell"]);
    const [page, ...files] = filesOf(release, parts);
    try {
      await store.keepAnswer(build, catalogueUrl, await fetchOk(catalogueUrl));
      for (let left = await store.missing(build, files); left.length > 0; left = await store.missing(build, left)) {
        await store.keep(build, portionOf(left, PORTION_BYTES));
      }
      // Always anew: the server may have another page for the same build.
      if (page !== undefined) await store.keep(build, [page]);
      if (before !== null) await store.noteComplete(build, parts);
    } catch (error) {
      if (isNoRoom(error)) await store.dropIncomplete(build);
      throw error;
    }
  }

  async function storedPage() {
    const chosen = chooseBuild(build, await store.completeBuilds());
    return chosen === null ? undefined : store.pageOf(chosen.build);
  }

  /** @param {FetchEvent} event */
  async function answerAsset(event) {
    const url = new URL(event.request.url).pathname;
    const facts = release.files[url];
    let wasSpoiled = false;
    const found = await store
      .find(url, build, facts, () => {
        wasSpoiled = true;
      })
      .catch(() => undefined);
    // It belongs to what is stored for offline use.
    if (wasSpoiled && facts !== undefined) event.waitUntil(store.keep(build, [{ url, ...facts }]).catch(() => {}));
    return found ?? fetch(event.request);
  }

  /** @param {FetchEvent} event */
  function answerCatalogue(event) {
    const asked = fetch(event.request).then((response) => {
      if (response.ok) event.waitUntil(store.keepAnswer(build, catalogueUrl, response.clone()).catch(() => {}));
      return response;
    });
    return networkFirst(asked, () => store.find(catalogueUrl, build), SERVER_LIMIT_MS);
  }

  /**
   * @param {PageQuestion} question
   * @returns {Promise<WorkerAnswer>}
   */
  async function answer(question) {
    switch (question.type) {
      case "status":
        return { type: "status", build };
      case "keep":
        return keepPortion(question.parts);
      case "probe":
        return { type: "probed", isReachable: await isServerThere() };
    }
  }

  /**
   * @param {Part[]} parts
   * @returns {Promise<WorkerAnswer>}
   */
  async function keepPortion(parts) {
    const wanted = filesOf(release, parts);
    const total = sizeOf(wanted);
    try {
      const left = await store.missing(build, wanted);
      if (left.length === 0) {
        await store.noteComplete(build, parts);
        await store.forgetOthers(build, await buildsInUse());
        return { type: "kept", bytes: total, total, isComplete: true };
      }
      if (!(await isRoomFor(sizeOf(left), navigator.storage))) {
        await store.dropIncomplete(build);
        return { type: "not-kept", reason: "no-room", detail: `${sizeOf(left)} bytes are needed` };
      }
      const portion = portionOf(left, PORTION_BYTES);
      await store.keep(build, portion);
      return { type: "kept", bytes: total - sizeOf(left) + sizeOf(portion), total, isComplete: false };
    } catch (error) {
      if (isNoRoom(error)) await store.dropIncomplete(build);
      return { type: "not-kept", reason: isNoRoom(error) ? "no-room" : "no-answer", detail: String(error) };
    }
  }

  /** @returns {Promise<(string | null)[]>} */
  async function buildsInUse() {
    const windows = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
    return Promise.all(windows.filter(({ url }) => new URL(url).pathname === PAGE_URL).map(askBuild));
  }
}

/**
 * @param {Client} page
 * @returns {Promise<string | null>} null where it does not answer: it is loading, frozen, or knows no such question
 */
function askBuild(page) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    setTimeout(resolve, PAGE_LIMIT_MS, null);
    port1.onmessage = ({ data }) => resolve(/** @type {PageAnswer} */ (data).build);
    /** @type {WorkerQuestion} */
    const question = { type: WHICH_BUILD };
    page.postMessage(question, [port2]);
  });
}

/** @param {string} url */
async function fetchOk(url) {
  const response = await fetch(url, { cache: "no-cache" });
  if (!response.ok) throw new TypeError(`${url}: ${response.status}`);
  return response;
}

async function isServerThere() {
  try {
    const response = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(SERVER_LIMIT_MS) });
    return response.status < 500;
  } catch {
    return false;
  }
}

/** @param {unknown} error */
function isNoRoom(error) {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}

/** @param {readonly { bytes: number }[]} files */
function sizeOf(files) {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
