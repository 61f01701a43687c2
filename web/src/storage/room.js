// Room on the device for what has to be kept: asked for before it is written, and made by giving up what is needed least. What
// that is, is not known here.

import { isOutOfSpace } from "./folder.js";

/** @import { Quota } from "./quota.js" */

/** @typedef {ReturnType<typeof createRoom>} Room */

/**
 * @param {object} parts
 * @param {Quota} parts.quota
 * @param {() => number} parts.spare bytes that could be given up
 * @param {() => Promise<number>} parts.giveUp removes what is needed least; its bytes, 0 where there is nothing of that kind
 */
export function createRoom({ quota, spare, giveUp }) {
  /**
   * Counts what was given up by itself: a browser's estimate may lag behind.
   *
   * @param {number} missing bytes
   */
  async function make(missing) {
    // Nothing goes in vain.
    if (missing > spare()) return false;
    let made = 0;
    while (made < missing) {
      const bytes = await giveUp();
      if (bytes === 0) return false;
      made += bytes;
    }
    return true;
  }

  return {
    /**
     * @template T
     * @param {number} bytes 0: not asked for, only made where the browser refuses
     * @param {() => Promise<T>} write tried again where the browser refuses it and something more could be given up
     * @returns {Promise<T>}
     * @throws {DOMException} QuotaExceededError: there is no room, and nothing to give up
     */
    async take(bytes, write) {
      if (bytes > 0 && !(await make(bytes - (await quota.free()))))
        throw new DOMException("No room", "QuotaExceededError");
      for (;;) {
        try {
          return await write();
        } catch (error) {
          if (!isOutOfSpace(error) || !(await make(1))) throw error;
        }
      }
    },
  };
}
