// The browser's private files and locks, as far as the page uses them, in memory. A folder can be stopped at any write, as
// a crash would: from then on nothing changes any more.

/**
 * @param {{ onWrite?: (name: string) => void, onCall?: (call: string) => Promise<void> | void }} [hooks] onWrite: called before
 *   each change of what has that name; throws where it must not happen. onCall: waited for before an answer, so it may stay away for ever
 * @returns {FileSystemDirectoryHandle} with what the page uses of one
 */
export function fakeFolder({ onWrite = () => {}, onCall = () => {} } = {}) {
  /** @type {Map<string, unknown>} */
  const inside = new Map();
  const missing = (/** @type {string} */ name) =>
    Object.assign(new Error(`${name} is not there`), { name: "NotFoundError" });

  function fileHandle(/** @type {string} */ name) {
    let content = new Blob([]);
    return {
      kind: "file",
      name,
      getFile: async () => new File([content], name),
      async createWritable() {
        await onCall("createWritable");
        onWrite(name);
        /** @type {BlobPart[]} */
        const chunks = [];
        return {
          write: async (/** @type {BlobPart} */ chunk) => void chunks.push(chunk),
          async close() {
            await onCall("close");
            // The worst that a crash could leave: half of it, in place of what was there.
            const whole = new Blob(chunks);
            onWrite(name);
            content = whole.slice(0, Math.floor(whole.size / 2));
            onWrite(name);
            content = whole;
          },
          abort: async () => {},
        };
      },
    };
  }

  const folder = {
    kind: "directory",
    async getDirectoryHandle(/** @type {string} */ name, { create = false } = {}) {
      await onCall("getDirectoryHandle");
      if (!inside.has(name)) {
        if (!create) throw missing(name);
        onWrite(name);
        inside.set(name, fakeFolder({ onWrite, onCall }));
      }
      return inside.get(name);
    },
    async getFileHandle(/** @type {string} */ name, { create = false } = {}) {
      if (!inside.has(name)) {
        if (!create) throw missing(name);
        onWrite(name);
        inside.set(name, fileHandle(name));
      }
      return inside.get(name);
    },
    async removeEntry(/** @type {string} */ name) {
      onWrite(name);
      if (!inside.delete(name)) throw missing(name);
    },
    async *entries() {
      yield* [...inside.entries()];
    },
    async *keys() {
      yield* [...inside.keys()];
    },
  };
  return /** @type {any} */ (folder);
}

/** Locks of one origin, for all the tabs of a test; `release` ends them all, as closing every tab does. */
export function fakeLocks() {
  /** @typedef {(lock: { name: string } | null) => unknown} Callback */
  /** @type {Map<string, object>} */
  const held = new Map();
  /** @type {{ name: string, start: () => void }[]} */
  const waiting = [];

  /** @param {string} name @param {Callback} callback */
  async function grant(name, callback) {
    const mine = {};
    held.set(name, mine);
    try {
      return await callback({ name });
    } finally {
      if (held.get(name) === mine) held.delete(name);
      next();
    }
  }
  function next() {
    const index = waiting.findIndex(({ name }) => !held.has(name));
    if (index >= 0) waiting.splice(index, 1)[0].start();
  }
  return {
    /** @param {string} name @param {LockOptions} options @param {Callback} callback */
    request(name, options, callback) {
      if (!held.has(name)) return grant(name, callback);
      if (options.ifAvailable) return Promise.resolve(callback(null));
      return new Promise((resolve, reject) => {
        const entry = { name, start: () => resolve(grant(name, callback)) };
        waiting.push(entry);
        options.signal?.addEventListener("abort", () => {
          if (waiting.includes(entry)) waiting.splice(waiting.indexOf(entry), 1);
          reject(new Error("aborted"));
        });
      });
    },
    count: () => held.size,
    release() {
      held.clear();
      next();
    },
  };
}
