// The models the page can use: the catalogue, the files of the one in use for every worker, so that a photo never costs a
// download, and what is kept on this device. How a file is fetched, checked and kept is the model worker's work.

import { bytesOf, modelBytes, parseCatalogue, plainVariant } from "../shared/config.js";
import { keptModel, removeKeptModel } from "./kept-models.js";
import { ModelError } from "./model-error.js";

/** @import { Catalogue, ModelDescriptor, Variant } from "../shared/config.js" */
/** @import { ModelFiles } from "../shared/protocol.js" */
/** @import { KeptModel } from "./kept-models.js" */
/** @import { LoadedBytes, ModelLoader } from "./model-download.js" */

/**
 * @typedef {object} ModelProgress
 * @property {string} id
 * @property {"fetching" | "ready" | "failed" | "removed"} state
 * @property {number} bytes so far
 * @property {number} total
 * @property {number} fetched of the bytes, from the server; the others were kept on this device
 * @property {string} problem why it failed; else empty
 */

/**
 * @typedef {object} ModelStore
 * @property {() => Promise<Catalogue>} loadCatalogue rejects with ModelError or ConfigError
 * @property {(id: string, options?: { onProgress?: (fraction: number) => void, variant?: Variant | undefined }) => Promise<ModelFiles>} get
 *   to be used now; the plain variant unless told otherwise
 * @property {(id: string) => Promise<void>} keep downloads what is missing on this device
 * @property {(id: string) => Promise<KeptModel>} kept
 * @property {(id: string) => Promise<void>} remove from this device
 */

/**
 * @param {{ catalogueUrl: string, loader: ModelLoader, onProgress?: (progress: ModelProgress) => void }} parts
 * @returns {ModelStore}
 */
export function createModelStore({ catalogueUrl, loader, onProgress = () => {} }) {
  /** @type {Promise<Catalogue> | null} */
  let catalogue = null;
  /** The one asked for last: a job that still runs with another holds its bytes itself. @type {{ key: string, id: string, files: Promise<ModelFiles> } | null} */
  let inUse = null;
  /** @type {Map<string, Promise<void>>} */
  const keeping = new Map();
  /** @type {Set<{ id: string, hear: (fraction: number) => void }>} */
  const watchers = new Set();

  function loadCatalogue() {
    catalogue ??= fetchText(catalogueUrl).then(parseCatalogue);
    catalogue.catch(() => {
      catalogue = null;
    });
    return catalogue;
  }

  /** @param {string} id */
  async function entryOf(id) {
    const entry = (await loadCatalogue()).models.find((model) => model.id === id);
    if (entry === undefined) throw new ModelError("model-unavailable", `The server has no model called "${id}".`);
    return entry;
  }

  /**
   * @template T
   * @param {string} id
   * @param {(entry: ModelDescriptor, variant: Variant, onBytes: (so: LoadedBytes) => void) => Promise<T>} work
   * @param {Variant} [given]
   * @returns {Promise<T>}
   */
  async function told(id, work, given) {
    const entry = await entryOf(id);
    const variant = given ?? plainVariant(entry);
    const total = bytesOf(variant);
    let latest = { bytes: 0, fetched: 0 };
    const tell = (/** @type {ModelProgress["state"]} */ state, problem = "") =>
      onProgress({ id, state, ...latest, total, problem });
    try {
      const done = await work(entry, variant, ({ bytes, fetched }) => {
        latest = { bytes, fetched };
        tell("fetching");
        for (const watcher of watchers) {
          if (watcher.id === id) watcher.hear(bytes / total);
        }
      });
      latest = { ...latest, bytes: total };
      tell("ready");
      return done;
    } catch (error) {
      tell("failed", error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  return {
    loadCatalogue,
    async get(id, { onProgress: hear, variant } = {}) {
      const chosen = variant ?? plainVariant(await entryOf(id));
      // Variants that share their files share what was fetched.
      const key = [id, ...chosen.files.map(({ url }) => url)].join();
      if (inUse?.key !== key) {
        const wanted = { key, id, files: told(id, loader.load, chosen) };
        inUse = wanted;
        // A failure is forgotten, so that a retry tries again.
        wanted.files.catch(() => {
          if (inUse === wanted) inUse = null;
        });
      }
      const { files } = inUse;
      if (hear === undefined) return files;
      const watcher = { id, hear };
      watchers.add(watcher);
      try {
        return await files;
      } finally {
        watchers.delete(watcher);
      }
    },
    keep(id) {
      const running = keeping.get(id) ?? told(id, loader.keep).finally(() => keeping.delete(id));
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
      onProgress({ id, state: "removed", bytes: 0, total: modelBytes(entry), fetched: 0, problem: "" });
    },
  };
}

/** @param {string} url */
async function fetchText(url) {
  const response = await fetch(url).catch((error) => {
    throw new ModelError("model-unavailable", "The server cannot be reached.", String(error));
  });
  if (!response.ok) {
    throw new ModelError("model-unavailable", `The server answered ${response.status} for the list of models.`, url);
  }
  return response.text();
}
