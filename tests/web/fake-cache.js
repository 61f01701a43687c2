// The Cache API as far as models need it, in memory, with a disk that can be full.

export function fakeCache({ room = Number.POSITIVE_INFINITY } = {}) {
  /** @type {Map<string, Blob>} */
  const entries = new Map();
  const used = () => [...entries.values()].reduce((sum, { size }) => sum + size, 0);
  return {
    entries,
    async keys() {
      return [...entries.keys()].map((name) => ({ url: `http://localhost${name}` }));
    },
    /** @param {string} name */
    async match(name) {
      const blob = entries.get(name);
      return blob === undefined ? undefined : new Response(blob);
    },
    /** @param {string} name @param {Response} response */
    async put(name, response) {
      const blob = await response.blob();
      if (used() + blob.size > room) throw new DOMException("full", "QuotaExceededError");
      entries.set(name, blob);
    },
    /** @param {string} name */
    async delete(name) {
      return entries.delete(name);
    },
  };
}
