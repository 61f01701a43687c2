// Starts Pyodide with the packages inside: from a snapshot of another worker's memory where there is one, else from
// nothing, and then takes the snapshot. Both ways load the same libraries in the same order (python-packages.js).

import { installPackages, loadPackages } from "./python-packages.js";

/** @import { PyodideAPI } from "pyodide" */
/** @import { Units } from "../shared/config.js" */
/** @import { Emscripten, Packages, Reader } from "./python-packages.js" */

/** What every job uses, so that a snapshot holds it. */
const ENTRY = "cutout.bridge";
/** Where the heap starts in a snapshot; the second word of its header. */
const HEAP_OFFSET_WORD = 1;
const GROWTH_STEP = 1 << 20;

/** @typedef {Emscripten & { HEAP8: Int8Array, _malloc(bytes: number): number }} Started */

/**
 * @param {Units} units
 * @param {Uint8Array<ArrayBuffer> | null} snapshot of a worker that started from the same units
 * @param {Reader} read
 * @returns {Promise<{ pyodide: PyodideAPI, snapshot: Uint8Array<ArrayBuffer> | null }>} snapshot: only where it was taken now
 */
export async function startPyodide(units, snapshot, read) {
  const packages = await loadPackages(units.python, read);
  if (snapshot !== null) {
    try {
      return { pyodide: await load(units, packages, { _loadSnapshot: snapshot }, snapshot), snapshot: null };
    } catch {
      // It does not fit after all: the long way is always there.
    }
  }
  const pyodide = await load(units, packages, { _makeSnapshot: true }, null);
  pyodide.pyimport(ENTRY).destroy();
  return { pyodide, snapshot: take(pyodide) };
}

/**
 * @param {Units} units
 * @param {Packages} packages
 * @param {object} more
 * @param {Uint8Array<ArrayBuffer> | null} snapshot
 * @returns {Promise<PyodideAPI>}
 */
async function load(units, packages, more, snapshot) {
  const { loadPyodide } = /** @type {typeof import("pyodide")} */ (await import(`${units.pyodide}pyodide.mjs`));
  return new Promise((resolve, reject) => {
    const createPyodideModule = async (/** @type {any} */ settings) => {
      const { default: create } = await import(`${units.pyodide}pyodide.asm.mjs`);
      settings.preRun.push((/** @type {Emscripten} */ module) => installPackages(packages, module, reject));
      const module = await create(settings);
      if (snapshot !== null) {
        makeRoom(module, snapshot);
      }
      return module;
    };
    const lockFileContents = /** @type {any} */ ({ info: packages.index.info, packages: {} });
    loadPyodide({
      indexURL: units.pyodide,
      lockFileContents,
      packageBaseUrl: units.python,
      createPyodideModule: /** @type {any} */ (createPyodideModule),
      ...more,
    }).then(resolve, reject);
  });
}

/**
 * The memory may have grown before the snapshot was taken, and Pyodide does not see to that itself. What is allocated here
 * is overwritten by the snapshot.
 *
 * @param {Started} module
 * @param {Uint8Array<ArrayBuffer>} snapshot
 */
function makeRoom(module, snapshot) {
  const [offset] = new Uint32Array(snapshot.buffer, snapshot.byteOffset + 4 * HEAP_OFFSET_WORD, 1);
  const wanted = snapshot.length - Number(offset);
  while (module.HEAP8.length < wanted) {
    if (module._malloc(GROWTH_STEP) === 0) {
      throw new RangeError("no memory for the snapshot");
    }
  }
}

/**
 * @param {PyodideAPI} pyodide
 * @returns {Uint8Array<ArrayBuffer> | null} null where Pyodide cannot; the job itself does not need it
 */
function take(pyodide) {
  try {
    return /** @type {Uint8Array<ArrayBuffer>} */ (pyodide.makeMemorySnapshot());
  } catch {
    return null;
  }
}
