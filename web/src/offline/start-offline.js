// Connects what makes the page work without its server: the service worker, the line that says so, the notice of a new
// version, the batch that waits. main.js starts it once there is a page; it holds no rule and no words.

import { serverState } from "../queue/selectors.js";
import { byId } from "../ui/element.js";
import { createOfflineLine } from "../ui/offline-line.js";
import * as messages from "../words/messages.js";
import { createOfflineClient } from "./offline-client.js";
import { createServerWatch } from "./server-watch.js";

/** @import { Observed } from "../lib/observable.js" */
/** @import { QueueEvent, QueueState } from "../queue/events.js" */
/** @import { ModelDescriptor } from "../shared/model.js" */
/** @import { Part } from "../shared/offline.js" */
/** @import { Plan } from "../shared/providers.js" */
/** @import { OfflineFacts } from "../words/offline-words.js" */
/** @import { Notice } from "../ui/notices.js" */
/** @import { ModelProgress, ModelStore } from "../worker-client/model-store.js" */

/**
 * @param {object} parts
 * @param {string} parts.build
 * @param {ModelStore} parts.models
 * @param {Observed<ModelDescriptor>} parts.model in use
 * @param {Observed<ModelProgress | null>} parts.progress of the model that was last heard of
 * @param {() => Promise<Plan | null>} parts.bestPlan how it would run now
 * @param {{ show: (notice: Notice) => void, remove: (key: string) => void }} parts.notices
 * @param {(event: QueueEvent) => void} parts.dispatch
 * @param {() => number} parts.now
 * @returns {{ update: (state: QueueState) => void }}
 */
export function startOffline({ build, models, model, progress, bestPlan, notices, dispatch, now }) {
  const line = createOfflineLine({ root: byId("offline-line", HTMLElement) });
  /** @type {OfflineFacts} */
  let facts = { state: null, isModelHere: false, isServerAway: false };
  /** @type {ReturnType<typeof serverState>} */
  let server = "here";
  let isNewVersionThere = false;
  let isBusy = false;
  let hasModelRun = false;

  /** @param {Partial<OfflineFacts>} news */
  function tell(news) {
    facts = { ...facts, ...news };
    line.update(facts);
  }

  function tellNewVersion() {
    if (isNewVersionThere) notices.show(messages.newVersionMessage(isBusy ? null : () => location.reload()));
  }

  const client = createOfflineClient({
    build,
    wantedParts: async () => wantedParts(await bestPlan()),
    onState(state) {
      tell({ state });
      if (state.kind === "stored") void fetchModel();
      if (state.kind === "not-stored" && state.reason === "no-answer") void watch.look();
    },
    onNewVersion() {
      isNewVersionThere = true;
      tellNewVersion();
    },
  });
  const watch = createServerWatch({
    isServerThere: async (isNeeded) => (await client.isServerThere()) ?? (isNeeded ? askServer() : null),
    dispatch,
    now,
  });

  /** @param {ReturnType<typeof serverState>} state */
  function tellServer(state) {
    if (state === server) return;
    server = state;
    tell({ isServerAway: state !== "here" });
    if (state === "waiting") notices.show(messages.serverAwayMessage(() => void watch.look()));
    else notices.remove("server-away");
    if (state === "here" && facts.state?.kind === "not-stored") void client.tryAgain();
  }

  /** The last thing a first visit fetches. It is stored where every model is (model-download.js). */
  async function fetchModel() {
    if (!savesData()) await lookForModel();
    void watch.look();
  }

  async function lookForModel() {
    try {
      await models.get(model.get().id, { variant: (await bestPlan())?.variant });
    } catch {
      // The line says that the model is missing; the first photo tries again and says why.
    }
    await lookAtModel();
  }

  async function lookAtModel() {
    const { id } = model.get();
    const kept = await models.kept(id).catch(() => null);
    if (kept !== null && id === model.get().id) tell({ isModelHere: kept.isWhole });
  }

  model.subscribe(() => void lookAtModel());
  progress.subscribe((news) => {
    if (news?.state !== "fetching") void lookAtModel();
  });
  // Browsers guess; the answer of the server counts.
  for (const event of ["online", "offline"]) addEventListener(event, () => void watch.look());
  void client.start();

  return {
    update(state) {
      watch.update(state);
      tellServer(serverState(state));
      const isBusyNow = state.items.some(({ status }) => status === "processing" || status === "queued");
      if (isBusyNow !== isBusy) {
        isBusy = isBusyNow;
        tellNewVersion();
      }
      if (!hasModelRun && state.items.some(({ work, matte }) => work === "cut" && matte !== null)) {
        hasModelRun = true;
        void lookForModel();
      }
    },
  };
}

/**
 * Without a GPU, half of all bytes are of no use. With one, WebAssembly is what a lost GPU falls back to. Of the two builds
 * with WebGPU a browser uses one.
 *
 * @param {Plan | null} plan
 * @returns {Part[]}
 */
function wantedParts(plan) {
  const webgpu = { jspi: /** @type {const} */ ("webgpu-jspi"), asyncify: /** @type {const} */ ("webgpu") };
  return [
    "shell",
    "runtime",
    "codecs",
    ...(plan?.provider === "webgpu" && plan.runtime !== "wasm" ? [webgpu[plan.runtime]] : []),
  ];
}

/** What a person on a metered connection asked the browser for: nothing unasked. */
function savesData() {
  const { connection } = /** @type {Navigator & { connection?: { saveData?: boolean } }} */ (navigator);
  return connection?.saveData === true;
}

/** Without a service worker; something failed already, so one more line in the console harms nobody. */
async function askServer() {
  try {
    const response = await fetch("/healthz", { cache: "no-store" });
    return response.status < 500;
  } catch {
    return false;
  }
}
