// The models the page can use: the catalogue, and each model's files as Blobs that every worker gets, so that an image
// never costs a download. How a file is fetched, checked and kept is in model-download.js.

import { modelBytes, parseCatalogue } from "../shared/config.js";
import { loadModelFiles } from "./model-download.js";
import { ModelError } from "./model-error.js";

/** @import { Catalogue } from "../shared/config.js" */
/** @import { ModelFiles } from "../shared/protocol.js" */

/** @typedef {{ id: string, state: "fetching" | "ready" | "failed", bytes: number, total: number }} ModelProgress */

/**
 * @typedef {object} ModelStore
 * @property {() => Promise<Catalogue>} loadCatalogue rejects with ModelError or ConfigError
 * @property {(id: string, options?: { onProgress?: (fraction: number) => void }) => Promise<ModelFiles>} get
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

  /** @param {string} id */
  async function load(id) {
    const entry = (await loadCatalogue()).models.find((model) => model.id === id);
    if (entry === undefined) {
      throw new ModelError("model-unavailable", `The server has no model called "${id}".`);
    }
    const total = modelBytes(entry);
    let bytes = 0;
    const count = (/** @type {number} */ more) => {
      bytes += more;
      onProgress({ id, state: "fetching", bytes, total });
      for (const watcher of watchers) {
        watcher(bytes / total);
      }
    };
    try {
      const files = await loadModelFiles(entry, count);
      onProgress({ id, state: "ready", bytes: total, total });
      return files;
    } catch (error) {
      onProgress({ id, state: "failed", bytes, total });
      throw error;
    }
  }

  return {
    loadCatalogue,
    async get(id, { onProgress: watcher } = {}) {
      let loading = models.get(id);
      if (loading === undefined) {
        loading = load(id);
        models.set(id, loading);
        // A failure is forgotten, so that a retry tries again.
        loading.catch(() => models.delete(id));
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
