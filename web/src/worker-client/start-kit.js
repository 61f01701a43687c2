// What workers leave to those after them: compiled WebAssembly modules and a snapshot of Python's memory, taken before any
// photo was there. The page keeps it and hands it on; the snapshot, for later visits too.

/** @import { StartKit } from "../shared/protocol.js" */
/** @import { SnapshotStore } from "./snapshot-store.js" */

/**
 * @typedef {object} KitKeeper
 * @property {() => StartKit | null} get
 * @property {(kit: StartKit) => void} keep what is not there yet
 * @property {() => void} distrust a worker ended badly: the snapshot of an earlier visit may be why
 */

/**
 * @param {SnapshotStore | null} [store]
 * @returns {KitKeeper}
 */
export function createKitKeeper(store = null) {
  /** @type {StartKit | null} */
  let kept = null;
  let isFromBefore = false;

  store?.read().then((snapshot) => {
    if (kept === null && snapshot !== null) {
      isFromBefore = true;
      kept = { modules: {}, snapshot };
    }
  }, forget);

  function forget() {
    // What cannot be read cannot always be removed; the next visit finds out the same.
    store?.remove().catch(() => {});
  }

  return {
    get: () => kept,
    keep(kit) {
      // A later one may have compiled what the first had no need of: the runtime of another provider.
      const modules = { ...kept?.modules, ...kit.modules };
      if (kit.snapshot !== null && (kept === null || isFromBefore)) {
        isFromBefore = false;
        store?.write(kit.snapshot).catch(() => {});
        kept = { modules, snapshot: kit.snapshot };
      } else {
        kept = { modules, snapshot: kept?.snapshot ?? null };
      }
    },
    distrust() {
      if (isFromBefore) {
        isFromBefore = false;
        kept = null;
        forget();
      }
    },
  };
}
