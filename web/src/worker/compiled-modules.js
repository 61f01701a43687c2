// WebAssembly modules compiled once for all workers. A compiled module can be posted to another worker; the runtimes only
// know how to compile an address, so here fetch() and instantiateStreaming() answer for the addresses that are there.
// An address that is not there takes the ordinary way, and its module is kept for the workers to come.

/** @typedef {Record<string, WebAssembly.Module>} Modules full address -> compiled module */

/** What stands in for a response whose module is there already. @type {WeakMap<Response, WebAssembly.Module>} */
const standIns = new WeakMap();

/** @type {Modules} */
let modules = {};

/**
 * Once per worker, before any runtime is loaded.
 *
 * @param {Modules} known changed: modules compiled from now on are added
 */
export function useModules(known) {
  modules = known;
  const ordinaryFetch = self.fetch;
  const ordinaryInstantiate = WebAssembly.instantiateStreaming;

  self.fetch = (resource, init) => {
    const module = modules[addressOf(resource)];
    if (module === undefined) {
      return ordinaryFetch(resource, init);
    }
    const response = new Response();
    standIns.set(response, module);
    return Promise.resolve(response);
  };

  WebAssembly.instantiateStreaming = async (source, imports) => {
    const response = await source;
    const module = standIns.get(response);
    if (module !== undefined) {
      return { module, instance: await WebAssembly.instantiate(module, imports) };
    }
    const made = await ordinaryInstantiate(response, imports);
    modules[response.url] = made.module;
    return made;
  };
}

/**
 * @param {string} address
 * @returns {Promise<WebAssembly.Module>}
 */
export async function compileModule(address) {
  modules[address] ??= await WebAssembly.compileStreaming(fetch(address));
  return modules[address];
}

/** @param {RequestInfo | URL} resource */
function addressOf(resource) {
  return resource instanceof Request ? resource.url : String(resource);
}
