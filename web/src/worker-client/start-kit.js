// What the first worker leaves to those after it: compiled WebAssembly modules and a snapshot of Python's memory, taken
// before any photo was there. The page only keeps it and hands it on.

/** @import { StartKit } from "../shared/protocol.js" */

/** @typedef {{ get: () => StartKit | null, keep: (kit: StartKit) => void }} KitKeeper */

/** @returns {KitKeeper} */
export function createKitKeeper() {
  /** @type {StartKit | null} */
  let kept = null;
  return {
    get: () => kept,
    keep(kit) {
      kept ??= kit;
    },
  };
}
