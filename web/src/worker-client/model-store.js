// The models the page can use: the catalogue, and each model's files as Blobs that every worker gets, so that an image
// never costs a download. How a file is fetched, checked and kept is in model-download.js.

import { parseCatalogue, plainVariant } from "../shared/config.js";
import { loadModelFiles } from "./model-download.js";
import { ModelError } from "./model-error.js";

/** @import { Catalogue, Variant } from "../shared/config.js" */
/** @import { ModelFiles } from "../shared/protocol.js" */

/** @typedef {{ id: string, state: "fetching" | "ready" | "failed", bytes: number, total: number }} ModelProgress */

/**
 * @typedef {object} ModelStore
 * @property {() => Promise<Catalogue>} loadCatalogue rejects with ModelError or ConfigError
 * @property {(id: string, options?: { onProgress?: (fraction: number) => void, variant?: Variant | undefined }) => Promise<ModelFiles>} get
 *   the plain variant unless told otherwise
 */

/**
 * @param {{ catalogueUrl: string, onProgress?: (progress: ModelProgress) => void }} parts
 * @returns {ModelStore}
 */
export function createModelStore({ catalogueUrl, onProgress = () => {} }) {
  /** @type {Promise<Catalogue> | null} */
  let catalogue = null;
  /** @type {Map<string, Promise<ModelFiles>>} */
  const models = new Map();
  /** @type {Set<(fraction: number) => void>} */
  const watchers = new Set();

  function loadCatalogue() {
    catalogue ??= fetchText(catalogueUrl).then(parseCatalogue);
    catalogue.catch(() => {
      catalogue = null;
    });
    return catalogue;
  }

  /**
   * @param {string} id
   * @param {Variant} [given]
   */
  async function load(id, given) {
    const entry = (await loadCatalogue()).models.find((model) => model.id === id);
    if (entry === undefined) {
      throw new ModelError("model-unavailable", `The server has no model called "${id}".`);
    }
    const variant = given ?? plainVariant(entry);
    const total = variant.files.reduce((sum, file) => sum + file.bytes, 0);
    let bytes = 0;
    const count = (/** @type {number} */ more) => {
      bytes += more;
      onProgress({ id, state: "fetching", bytes, total });
      for (const watcher of watchers) {
        watcher(bytes / total);
      }
    };
    try {
      const files = await loadModelFiles(entry, variant, count);
      onProgress({ id, state: "ready", bytes: total, total });
      return files;
    } catch (error) {
      onProgress({ id, state: "failed", bytes, total });
      throw error;
    }
  }

  return {
    loadCatalogue,
    async get(id, { onProgress: watcher, variant } = {}) {
      // Variants that share their files share what was fetched.
      const key = variant === undefined ? id : variant.files.map(({ url }) => url).join();
      let loading = models.get(key);
      if (loading === undefined) {
        loading = load(id, variant);
        models.set(key, loading);
        // A failure is forgotten, so that a retry tries again.
        loading.catch(() => models.delete(key));
      }
      if (watcher === undefined) {
        return loading;
      }
      watchers.add(watcher);
      try {
        return await loading;
      } finally {
        watchers.delete(watcher);
      }
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
