// The page's side of the service worker: registers it, has it store this build, hears of a newer one. It shows nothing and
// holds no cache; where the browser has no service worker, it says so and the page works as before.

import { WHICH_BUILD } from "../shared/offline.js";

/** @import { OfflineState } from "../words/offline-words.js" */
/** @import { PageAnswer, PageQuestion, Part, WorkerAnswer, WorkerQuestion } from "../shared/offline.js" */

const SCRIPT_URL = "/service-worker.js";
/** A portion is a few megabytes; a worker that says nothing for this long was ended by the browser. */
const ANSWER_LIMIT_MS = 120_000;

/**
 * @param {object} parts
 * @param {string} parts.build of this page
 * @param {() => Promise<Part[]>} parts.wantedParts what this device needs
 * @param {(state: OfflineState) => void} parts.onState
 * @param {() => void} parts.onNewVersion a newer build is stored and will be what a reload shows
 */
export function createOfflineClient({ build, wantedParts, onState, onNewVersion }) {
  /** @type {ServiceWorkerRegistration | null} */
  let registration = null;
  // Greetings of a worker that was replaced meanwhile must not go on.
  let greeting = 0;

  async function start() {
    const container = serviceWorkers();
    if (container === null) return onState({ kind: "unsupported", reason: isSecureContext ? "browser" : "insecure" });
    container.addEventListener("message", tellBuild);
    container.startMessages();
    container.addEventListener("controllerchange", () => void greet(true));
    try {
      registration =
        (await container.register(SCRIPT_URL, { type: "module", updateViaCache: "none" })) ??
        (await container.getRegistration()) ??
        null;
    } catch {
      registration = (await container.getRegistration().catch(() => undefined)) ?? null;
    }
    if (registration === null) return onState({ kind: "unsupported", reason: "browser" });
    document.addEventListener("visibilitychange", lookForUpdate);
    const first = registration.active === null ? registration.installing : null;
    first?.addEventListener("statechange", () => {
      if (first.state === "redundant") onState({ kind: "not-stored", reason: "no-answer" });
    });
    await greet(false);
  }

  /** The browser itself looks only when a page is opened; this one may stay open for weeks. */
  function lookForUpdate() {
    if (document.visibilityState === "visible") registration?.update().catch(() => {});
  }

  /** @param {MessageEvent<WorkerQuestion>} event */
  function tellBuild({ data, ports: [port] }) {
    /** @type {PageAnswer} */
    const answer = { build };
    if (data?.type === WHICH_BUILD) port?.postMessage(answer);
  }

  /** @param {boolean} hasTakenOver a worker that became active while this page was open */
  async function greet(hasTakenOver) {
    greeting += 1;
    const current = greeting;
    const status = await ask({ type: "status" });
    if (status?.type !== "status" || current !== greeting) return;
    if (status.build === build) await keepAll(current);
    // Without a take-over it is this page that is newer: its own worker is on its way.
    else if (hasTakenOver) onNewVersion();
  }

  /** @param {number} current */
  async function keepAll(current) {
    const parts = await wantedParts();
    while (current === greeting) {
      const answer = await ask({ type: "keep", parts });
      if (current !== greeting) return;
      if (answer?.type !== "kept") {
        return onState({ kind: "not-stored", reason: answer?.type === "not-kept" ? answer.reason : "no-answer" });
      }
      if (answer.isComplete) return onState({ kind: "stored" });
      onState({ kind: "storing", bytes: answer.bytes, total: answer.total });
    }
  }

  /**
   * @param {PageQuestion} question
   * @returns {Promise<WorkerAnswer | null>} null where no worker answers
   */
  function ask(question) {
    const worker = registration?.active ?? null;
    if (worker === null) return Promise.resolve(null);
    return new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      const timer = setTimeout(resolve, ANSWER_LIMIT_MS, null);
      port1.onmessage = ({ data }) => {
        clearTimeout(timer);
        port1.close();
        resolve(data);
      };
      worker.postMessage(question, [port2]);
    });
  }

  return {
    start,
    /** After a failure, when there is reason to hope. */
    tryAgain: () => greet(false),
    /** Asked of the worker, because a failed request of the page would be an error in its console. */
    async isServerThere() {
      const answer = await ask({ type: "probe" });
      return answer?.type === "probed" ? answer.isReachable : null;
    },
  };
}

/** @returns {ServiceWorkerContainer | null} null on a plain http address, and where a setting of the browser forbids it */
function serviceWorkers() {
  try {
    return navigator.serviceWorker ?? null;
  } catch {
    return null;
  }
}
