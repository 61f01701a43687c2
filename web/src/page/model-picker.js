// The model of this visit and the picker for it: what is in use, what is on its way, what is kept on this device, connected
// to the dialog and to the line in the header. Bytes are the store's, questions about licences model-licences.js's.

import { rateOf, timeLeft, withSample } from "../lib/transfer-rate.js";
import { modelBytes } from "../shared/model.js";
import { createMemory } from "../ui/memory.js";
import { createModelDialog } from "../ui/model-dialog.js";
import { askedByAddress, modelProblemInWords, noRoomInWords } from "../words/model-words.js";

/** @import { Observable, Observed } from "../lib/observable.js" */
/** @import { Sample } from "../lib/transfer-rate.js" */
/** @import { QueueState } from "../queue/events.js" */
/** @import { Catalogue } from "../shared/catalogue.js" */
/** @import { ModelDescriptor } from "../shared/model.js" */
/** @import { createModelLine } from "../ui/model-line.js" */
/** @import { ModelSpeeds } from "./model-speeds.js" */
/** @import { OnDevice, Transfer } from "../words/model-words.js" */
/** @import { ModelProgress, ModelStore } from "../worker-client/model-store.js" */

/** The id that a person chose. */
export const modelMemory = createMemory({
  key: "cutroom.model",
  read: (value) => (typeof value === "string" ? value : null),
  fallback: /** @type {string | null} */ (null),
});

/**
 * @param {object} parts
 * @param {Catalogue} parts.catalogue
 * @param {Observable<ModelDescriptor>} parts.model in use
 * @param {boolean} parts.isFromAddress the page's address named it
 * @param {ModelStore} parts.store
 * @param {HTMLDialogElement} parts.dialog
 * @param {ReturnType<typeof createModelLine>} parts.line
 * @param {{ isFree: (model: ModelDescriptor) => boolean, allows: (model: ModelDescriptor) => Promise<boolean> }} parts.licences
 * @param {{ free: () => Promise<number>, askToPersist: () => Promise<void> }} parts.room
 * @param {ModelSpeeds} parts.speeds
 * @param {Observable<number>} parts.toFetch bytes of the model in use, where it is known that it is not here yet; else 0
 * @param {() => number} parts.now milliseconds
 * @param {Observed<ModelProgress | null>} parts.progress of the model that was last heard of
 */
export function createModelPicker(parts) {
  const { catalogue, model: inUse, isFromAddress, progress, store, line, licences, room, speeds, toFetch, now } = parts;
  /** isLoaded: into this page, since it is in use. @type {Map<string, { device: OnDevice | null, isLoaded: boolean, samples: Sample[], transfer: Transfer | null, problem: string }>} */
  const known = new Map(
    catalogue.models.map(({ id }) => [id, { device: null, isLoaded: false, samples: [], transfer: null, problem: "" }]),
  );
  const remark = isFromAddress ? askedByAddress(inUse.get()) : "";
  const dialog = createModelDialog({
    dialog: parts.dialog,
    models: catalogue.models.map((model) => ({ model, total: modelBytes(model) })),
    remark,
    onUse: (id) => void use(id),
    onDownload: (id) => void download(id),
    onRemove: (id) => void remove(id),
  });
  line.onOpen(() => {
    dialog.open(inUse.get().id);
    for (const { id } of catalogue.models) void lookAt(id);
  });
  progress.subscribe((news) => {
    if (news !== null) hear(news);
  });
  const latest = progress.get();
  if (latest?.state === "ready") knownOf(latest.id).isLoaded = true;
  inUse.subscribe((model) => {
    // The one before leaves the page's memory.
    for (const [id, about] of known) if (id !== model.id) about.isLoaded = false;
    showInUse();
    void lookAt(model.id);
  });
  showInUse();

  function showInUse() {
    const model = inUse.get();
    const transfer = known.get(model.id)?.transfer ?? null;
    line.updateModel({ title: model.title, bytes: modelBytes(model) });
    if (transfer !== null) line.updateProgress({ state: "fetching", ...transfer });
    for (const { id } of catalogue.models) show(id);
  }

  /** @param {string} id */
  function show(id) {
    const { device, isLoaded, transfer, problem } = knownOf(id);
    if (id === inUse.get().id) {
      toFetch.set(isLoaded || device === null || device.isWhole ? 0 : modelBytes(inUse.get()));
    }
    dialog.update(id, { isInUse: id === inUse.get().id, device, transfer, problem, speeds: speeds.of(id) });
  }

  /** @param {string} id */
  async function lookAt(id) {
    knownOf(id).device = await store.kept(id).catch(() => ({ bytes: 0, isWhole: false, canKeep: false }));
    show(id);
  }

  /** @param {string} id */
  function knownOf(id) {
    const found = known.get(id);
    if (found === undefined) throw new RangeError(`there is no model "${id}"`);
    return found;
  }

  /** @param {string} id */
  const titleOf = (id) => catalogue.models.find((model) => model.id === id)?.title ?? id;

  /** @param {string} id */
  async function use(id) {
    const model = catalogue.models.find((each) => each.id === id);
    if (model === undefined || model === inUse.get() || !(await licences.allows(model))) return;
    if (!isFromAddress) modelMemory.keep(id);
    dialog.say(`${model.title} is used from now on.`);
    inUse.set(model);
    void room.askToPersist();
    // Its bytes are wanted with the next photo; a failure is shown by what the store tells.
    await store.get(id).catch(() => {});
  }

  /** @param {string} id */
  async function download(id) {
    const needed = modelBytes(/** @type {ModelDescriptor} */ (catalogue.models.find((each) => each.id === id)));
    const [free, kept] = await Promise.all([room.free(), store.kept(id)]);
    if (needed - kept.bytes > free) {
      knownOf(id).problem = noRoomInWords(needed - kept.bytes, free);
      dialog.say(knownOf(id).problem);
      return show(id);
    }
    dialog.say(`Downloading ${titleOf(id)}.`);
    void room.askToPersist();
    await store.keep(id).catch(() => {});
  }

  /** @param {string} id */
  async function remove(id) {
    await store.remove(id);
    dialog.say(`${titleOf(id)} is removed from this device.`);
  }

  /** @param {ModelProgress} news as the store tells it */
  function hear(news) {
    const { id, state, bytes, total, fetched } = news;
    const problem = news.problem === null ? "" : modelProblemInWords(news.problem);
    const about = knownOf(id);
    if (state === "fetching") {
      about.samples = withSample(about.samples, { at: now(), bytes: fetched });
      const rate = rateOf(about.samples);
      about.transfer = { bytes, total, fetched, rate, left: timeLeft(total - bytes, rate) };
      about.problem = "";
    } else {
      if (about.transfer !== null && dialog.isOpen()) {
        dialog.say(state === "failed" ? problem : `${titleOf(id)} is here.`);
      }
      about.isLoaded ||= state === "ready" && id === inUse.get().id;
      about.samples = [];
      about.transfer = null;
      about.problem = problem;
      void lookAt(id);
    }
    if (id === inUse.get().id)
      line.updateProgress({ state, ...(about.transfer ?? { bytes, total, fetched, rate: null, left: null }) });
    show(id);
  }

  return {
    titleOf,
    /**
     * The model of an earlier batch.
     *
     * @param {string | null} id
     * @returns {boolean} false where another one is used instead
     */
    restore(id) {
      const model = catalogue.models.find((each) => each.id === id);
      if (id === null || model === inUse.get()) return true;
      if (model === undefined || isFromAddress || !licences.isFree(model)) return false;
      modelMemory.keep(model.id);
      inUse.set(model);
      return true;
    },
    /** @param {QueueState} state */
    update(state) {
      if (speeds.update(state)) for (const { id } of catalogue.models) show(id);
    },
  };
}
