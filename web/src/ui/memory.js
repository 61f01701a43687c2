// Remembers one small choice of a person in this browser. Nothing of a photo is ever kept here. Storage may be forbidden,
// full, or hold what another version or a person wrote: then the fallback is used and nothing is said.

/**
 * @template T
 * @param {object} parts
 * @param {string} parts.key
 * @param {(value: unknown) => T} parts.read the value from parsed JSON; throws where it is not one
 * @param {T} parts.fallback
 * @param {() => Pick<Storage, "getItem" | "setItem">} [parts.storage] a function, because even to name it may throw
 * @returns {{ recall: () => T, keep: (value: T) => void }}
 */
export function createMemory({ key, read, fallback, storage = () => localStorage }) {
  return {
    recall() {
      try {
        const text = storage().getItem(key);
        return text === null ? fallback : read(JSON.parse(text));
      } catch {
        return fallback;
      }
    },
    keep(value) {
      try {
        storage().setItem(key, JSON.stringify(value));
      } catch {
        // The choice still holds for this visit.
      }
    },
  };
}
