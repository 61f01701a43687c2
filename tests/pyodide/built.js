// What build.py made, as paths: the units of dist/ and how to read a file of theirs without a server.

import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** @import { Units } from "../../web/src/shared/config.js" */

const DIST = new URL("../../dist/", import.meta.url);

/** @returns {Units} */
export function builtUnits() {
  const { units } = JSON.parse(readFileSync(new URL("manifest.json", DIST), "utf8"));
  const paths = Object.entries(units).map(([name, path]) => [name, fileURLToPath(new URL(`.${path}`, DIST))]);
  return Object.fromEntries(paths);
}

/** How startPython reads what build.py made. */
export const fromDisk = {
  bytes: readBytes,
  module: async (/** @type {string} */ path) => WebAssembly.compile(await readBytes(path)),
};

/**
 * @param {string} path
 * @returns {Promise<ArrayBuffer>}
 */
export async function readBytes(path) {
  const bytes = await readFile(path);
  return Uint8Array.from(bytes).buffer;
}
