// SHA-256 of bytes as they arrive, by hash-wasm: the browser's own digest wants everything at once, so a second copy of the
// model, and is missing on plain http.

import { failureOf } from "../shared/errors.js";
import { ModelError } from "../shared/model-error.js";

/** @import { Sha256 } from "./load-file.js" */

/**
 * @param {string} url of hash-wasm's module for SHA-256, which leaves what it offers in a global
 * @returns {Promise<Sha256>}
 * @throws {ModelError}
 */
export async function createSha256(url) {
  try {
    await import(url);
    return await /** @type {any} */ (globalThis).hashwasm.createSHA256();
  } catch (error) {
    throw new ModelError(failureOf("model-unavailable", { case: "no-checker" }, String(error)));
  }
}
