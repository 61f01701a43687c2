// numpy, Pillow and cutout as the build packs them, put into Pyodide before Python starts: the sources as files, the native
// libraries in a fixed order at fixed places of the memory. That order is what lets a snapshot of the memory fit again.

/** @import { PyodideAPI } from "pyodide" */

/**
 * @typedef {object} PackageIndex
 * @property {[path: string, length: number][]} files below site-packages, in the order of the bytes
 * @property {[path: string, fileName: string][]} libraries
 * @property {object} info of Pyodide's lock file
 */

/** @typedef {{ index: PackageIndex, bytes: Uint8Array, libraries: [path: string, module: WebAssembly.Module][] }} Packages */

/**
 * How packages are read: in a worker over the network, in tests from disk.
 * @typedef {object} Reader
 * @property {(address: string) => Promise<ArrayBuffer>} bytes
 * @property {(address: string) => Promise<WebAssembly.Module>} module
 */

/**
 * The part of emscripten's module that is used here.
 * @typedef {object} Emscripten
 * @property {{ mkdirTree(path: string): void, writeFile(path: string, data: Uint8Array, options: object): void }} FS
 * @property {{ sitePackages: string }} API
 * @property {{ loadedLibsByName: Record<string, { refcount: number }> }} LDSO
 * @property {(name: string) => void} addRunDependency
 * @property {(name: string) => void} removeRunDependency
 * @property {(module: WebAssembly.Module, flags: object, name: string, scope: object) => Promise<object>} loadWebAssemblyModule
 * @property {(name: string, handle: undefined, exports: object) => void} newDSO
 */

const DEPENDENCY = "cutroom-packages";

/**
 * @param {string} unit address of the folder
 * @param {Reader} read
 * @returns {Promise<Packages>}
 */
export async function loadPackages(unit, read) {
  const bytes = read.bytes(`${unit}packages.bin`);
  /** @type {PackageIndex} */
  const index = JSON.parse(new TextDecoder().decode(await read.bytes(`${unit}packages.json`)));
  const libraries = index.libraries.map(async ([path, file]) => [path, await read.module(`${unit}${file}`)]);
  return {
    index,
    bytes: new Uint8Array(await bytes),
    libraries: /** @type {Packages["libraries"]} */ (await Promise.all(libraries)),
  };
}

/**
 * To be run by emscripten before Python starts.
 *
 * @param {Packages} packages
 * @param {Emscripten} module
 * @param {(error: unknown) => void} onError
 */
export function installPackages(packages, module, onError) {
  module.addRunDependency(DEPENDENCY);
  writeFiles(packages, module);
  loadLibraries(packages, module).then(() => module.removeRunDependency(DEPENDENCY), onError);
}

/**
 * @param {Packages} packages
 * @param {Emscripten} module
 */
function writeFiles({ index, bytes }, { FS, API: { sitePackages } }) {
  const folders = new Set();
  let start = 0;
  for (const [path, length] of index.files) {
    const folder = path.slice(0, path.lastIndexOf("/"));
    if (!folders.has(folder)) {
      folders.add(folder);
      FS.mkdirTree(`${sitePackages}/${folder}`);
    }
    FS.writeFile(`${sitePackages}/${path}`, bytes.subarray(start, start + length), { canOwn: true });
    start += length;
  }
}

/**
 * One after the other: each takes the next place in memory and table. Python finds a library by its file's name, and asks
 * for it to be loaded; it is then already there.
 *
 * @param {Packages} packages
 * @param {Emscripten} module
 */
async function loadLibraries({ libraries }, { FS, API: { sitePackages }, LDSO, loadWebAssemblyModule, newDSO }) {
  for (const [path, library] of libraries) {
    const name = `${sitePackages}/${path}`;
    FS.writeFile(name, new Uint8Array(0), {});
    const flags = { loadAsync: true, nodelete: true, allowUndefined: true };
    newDSO(name, undefined, await loadWebAssemblyModule(library, flags, name, {}));
    const entry = LDSO.loadedLibsByName[name];
    if (entry !== undefined) {
      entry.refcount = Number.POSITIVE_INFINITY;
    }
  }
}
