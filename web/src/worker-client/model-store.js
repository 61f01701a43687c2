// The models the page can use: the catalogue, the files of the one in use for every worker, so that a photo never costs a
// download, and what is kept on this device. How a file is fetched, checked and kept is the model worker's work.

import { parseCatalogue } from "../shared/catalogue.js";
import { failureOf } from "../shared/errors.js";
import { modelBytes, plainVariant } from "../shared/model.js";
import { ModelError } from "../shared/model-error.js";
import { keptModel, removeKeptModel } from "./kept-models.js";

/** @import { Catalogue } from "../shared/catalogue.js" */
/** @import { ModelDescriptor, Variant } from "../shared/model.js" */
/** @import { ModelFiles } from "../shared/protocol.js" */
/** @import { KeptModel } from "./kept-models.js" */
/** @import { Listener, LoadedModel, ModelLoader } from "./model-download.js" */

/**
 * @typedef {object} ModelProgress
 * @property {string} id
 * @property {"fetching" | "ready" | "failed" | "removed"} state
 * @property {number} bytes so far
 * @property {number} total
 * @property {number} fetched of the bytes, from the server; the others were kept on this device
 * @property {unknown} problem why it failed, a ModelError in most cases; else null
 */

/**
 * @typedef {object} ModelStore
 * @property {() => Promise<Catalogue>} loadCatalogue rejects with ModelError or ConfigError
 * @property {(id: string, options?: { onProgress?: (fraction: number) => void, variant?: Variant | undefined }) => Promise<ModelFiles>} get
 *   to be used now; the plain variant unless told otherwise. Whichever is asked for, the others are loaded with it
 * @property {(files: ModelFiles) => Promise<boolean>} isSound are their weights, which all workers share, still what
 *   arrived? Those that are not are used no more; rejects where nobody could look
 * @property {(id: string) => Promise<void>} keep downloads what is missing on this device
 * @property {(id: string) => Promise<KeptModel>} kept
 * @property {(id: string) => Promise<void>} remove from this device
 */

/**
 * @param {object} parts
 * @param {string} parts.catalogueUrl
 * @param {ModelLoader} parts.loader
 * @param {(progress: ModelProgress) => void} [parts.onProgress]
 * @param {(title: string) => void} [parts.onDamaged] what was kept of that model was damaged; it is fetched again
 * @returns {ModelStore}
 */
export function createModelStore({ catalogueUrl, loader, onProgress = () => {}, onDamaged = () => {} }) {
  /** @type {Promise<Catalogue> | null} */
  let catalogue = null;
  /** The one asked for last: a job that still runs with another holds its bytes itself. @type {{ id: string, files: Promise<Map<string, ModelFiles>> } | null} */
  let inUse = null;
  /** What was loaded, by what was made of it. @type {WeakMap<ModelFiles, LoadedModel>} */
  const loadedAs = new WeakMap();
  /** @type {Map<string, Promise<void>>} */
  const keeping = new Map();
  /** @type {Set<{ id: string, hear: (fraction: number) => void }>} */
  const watchers = new Set();

  function loadCatalogue() {
    catalogue ??= fetchText(catalogueUrl).then(readCatalogue);
    catalogue.catch(() => {
      catalogue = null;
    });
    return catalogue;
  }

  /** @param {string} id */
  async function entryOf(id) {
    const entry = (await loadCatalogue()).models.find((model) => model.id === id);
    if (entry === undefined) throw new ModelError(failureOf("model-unavailable", { case: "unknown", id }));
    return entry;
  }

  /**
   * @template T
   * @param {string} id
   * @param {(entry: ModelDescriptor, listener: Listener) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async function withNews(id, work) {
    const entry = await entryOf(id);
    const total = modelBytes(entry);
    let latest = { bytes: 0, fetched: 0 };
    const tell = (/** @type {ModelProgress["state"]} */ state, /** @type {unknown} */ problem = null) =>
      onProgress({ id, state, ...latest, total, problem });
    try {
      const done = await work(entry, {
        onDamaged: () => onDamaged(entry.title),
        onBytes({ bytes, fetched }) {
          latest = { bytes, fetched };
          tell("fetching");
          for (const watcher of watchers) {
            if (watcher.id === id) watcher.hear(bytes / total);
          }
        },
      });
      latest = { ...latest, bytes: total };
      tell("ready");
      return done;
    } catch (error) {
      tell("failed", error);
      throw error;
    }
  }

  /**
   * @param {ModelDescriptor} entry
   * @param {Variant} variant
   */
  function load(entry, variant) {
    const loaded = withNews(entry.id, (_, listener) => loader.load(entry, variant, listener));
    const made = loaded.then((found) => {
      const files = filesByGraph(entry, variant, found);
      for (const each of files.values()) loadedAs.set(each, found);
      return files;
    });
    const loading = { id: entry.id, files: made };
    inUse = loading;
    // A failure is forgotten, so that a retry tries again.
    loading.files.catch(() => {
      if (inUse === loading) inUse = null;
    });
    return loading;
  }

  return {
    loadCatalogue,
    async get(id, { onProgress: hear, variant } = {}) {
      const entry = await entryOf(id);
      const chosen = variant ?? plainVariant(entry);
      const watcher = { id, hear: hear ?? (() => {}) };
      watchers.add(watcher);
      try {
        for (;;) {
          const loading = inUse?.id === id ? inUse : load(entry, chosen);
          const files = (await loading.files).get(graphUrl(chosen));
          if (files !== undefined) return files;
          // It was loaded for another variant, and this one's graph could not be had then.
          if (inUse === loading) inUse = null;
        }
      } finally {
        watchers.delete(watcher);
      }
    },
    async isSound(files) {
      const loaded = loadedAs.get(files);
      if (loaded === undefined || (await loader.isSound(files.entry, loaded))) return true;
      const loading = inUse;
      const current = await loading?.files.catch(() => null);
      if (current?.get(graphUrl(files.variant)) === files && inUse === loading) inUse = null;
      return false;
    },
    keep(id) {
      const running = keeping.get(id) ?? withNews(id, loader.keep).finally(() => keeping.delete(id));
      keeping.set(id, running);
      return running;
    },
    async kept(id) {
      return keptModel(await entryOf(id));
    },
    async remove(id) {
      const entry = await entryOf(id);
      if (inUse?.id === id) inUse = null;
      await removeKeptModel(entry);
      onProgress({ id, state: "removed", bytes: 0, total: modelBytes(entry), fetched: 0, problem: null });
    },
  };
}

/**
 * @param {ModelDescriptor} entry
 * @param {Variant} needed
 * @param {LoadedModel} loaded
 * @returns {Map<string, ModelFiles>} one for each variant whose graph is there, made once: a spare worker is known by it
 */
function filesByGraph(entry, needed, { graphs, weights }) {
  const found = entry.variants.flatMap((variant) => {
    const graph = graphs[graphUrl(variant)];
    return graph === undefined ? [] : [{ entry, variant, graph, weights }];
  });
  if (!found.some(({ variant }) => graphUrl(variant) === graphUrl(needed))) {
    throw new ModelError(failureOf("model-corrupt", { case: "no-graph", title: entry.title }));
  }
  return new Map(found.map((files) => [graphUrl(files.variant), files]));
}

/** @param {Variant} variant */
function graphUrl({ files }) {
  return files.find(({ role }) => role === "graph")?.url ?? "";
}

/** @param {string} url */
async function fetchText(url) {
  const response = await fetch(url).catch((error) => {
    throw new ModelError(failureOf("model-unavailable", { case: "no-answer" }, String(error)));
  });
  if (!response.ok) {
    throw new ModelError(failureOf("model-unavailable", { case: "list-refused", status: response.status }, url));
  }
  return response.text();
}

/** @param {string} text */
function readCatalogue(text) {
  const read = parseCatalogue(text);
  for (const problem of read.leftOut) console.warn(`A model is left out: ${problem}.`);
  return read;
}
