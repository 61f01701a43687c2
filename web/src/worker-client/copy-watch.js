// Which photos were made since the copy of the weights that workers share was last found as it should be. Any worker could
// write into it, so it is looked at when no photo is in work, and at once when a worker has died. It computes no checksum
// (the model worker does) and knows no queue.

/** @import { ModelFiles } from "../shared/protocol.js" */

/** @typedef {{ files: ModelFiles, made: Set<string>, isLooking: boolean, again: boolean }} Copy made: ids of photos */

/**
 * @typedef {object} CopyWatch
 * @property {(id: string, files: ModelFiles) => boolean} made that photo was made with them; true: they are known to be damaged
 * @property {(ids: readonly string[]) => void} forget those photos' results are gone
 * @property {(files: ModelFiles) => void} workerDied
 * @property {() => void} rest no photo is in work
 */

/**
 * @param {object} parts
 * @param {(files: ModelFiles) => Promise<boolean>} parts.isSound rejects where nobody could look
 * @param {(title: string, ids: string[]) => void} parts.onDamaged ids: made since it was last found sound
 * @returns {CopyWatch}
 */
export function createCopyWatch({ isSound, onDamaged }) {
  /** By their weights, which all variants of a model share. @type {Map<object, Copy>} */
  const copies = new Map();
  /** @type {WeakSet<object>} */
  const damaged = new WeakSet();

  /** @param {object} weights @param {ModelFiles} files */
  function copyOf(weights, files) {
    const copy = copies.get(weights) ?? { files, made: new Set(), isLooking: false, again: false };
    copies.set(weights, copy);
    return copy;
  }

  /** @param {object} weights @param {Copy} copy */
  async function look(weights, copy) {
    if (copy.isLooking) {
      // What has just died may have written behind the one who looks.
      copy.again = true;
      return;
    }
    copy.isLooking = true;
    /** @type {boolean | null} */
    let found = null;
    do {
      copy.again = false;
      const before = [...copy.made];
      found = await isSound(copy.files).catch(() => null);
      if (found === true) for (const id of before) copy.made.delete(id);
    } while (copy.again && found !== false);
    copy.isLooking = false;
    if (found === false) {
      damaged.add(weights);
      copies.delete(weights);
      onDamaged(copy.files.entry.title, [...copy.made]);
    } else if (copy.made.size === 0) {
      // Nothing hangs on it, so its memory may go with its model.
      copies.delete(weights);
    }
  }

  /** @param {readonly string[]} ids */
  function forget(ids) {
    for (const { made } of copies.values()) {
      for (const id of ids) made.delete(id);
    }
  }

  return {
    made(id, files) {
      forget([id]);
      const { weights } = files;
      if (weights === null) return false;
      if (damaged.has(weights)) return true;
      copyOf(weights, files).made.add(id);
      return false;
    },
    forget,
    workerDied(files) {
      const { weights } = files;
      if (weights !== null && !damaged.has(weights)) void look(weights, copyOf(weights, files));
    },
    rest() {
      for (const [weights, copy] of copies) {
        if (copy.made.size > 0) void look(weights, copy);
      }
    },
  };
}
