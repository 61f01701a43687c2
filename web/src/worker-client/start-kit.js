// What workers leave to those after them: compiled WebAssembly modules and a snapshot of Python's memory, taken before any
// photo was there. The page keeps it and hands it on; the snapshot, for later visits too. Whether its bytes are what they
// were, the worker that reads them finds out (worker/snapshot.js).

/** @import { StartKit } from "../shared/protocol.js" */
/** @import { SnapshotStore } from "./snapshot-store.js" */

/**
 * @typedef {object} KitKeeper
 * @property {() => StartKit | null} get
 * @property {(kit: StartKit) => void} keep what is not there yet
 * @property {(snapshot: Blob, hadPython: boolean) => void} distrust a worker that was started from it ended badly; hadPython:
 *   after Python ran, so that only one of an earlier visit may be why
 */

/**
 * @param {SnapshotStore | null} [store]
 * @returns {KitKeeper}
 */
export function createKitKeeper(store = null) {
  /** @type {StartKit | null} */
  let kept = null;
  let isFromBefore = false;
  /** One of this visit failed: the next would fail too. */
  let isOver = false;

  store?.read().then((snapshot) => {
    if (kept === null && snapshot !== null) {
      isFromBefore = true;
      kept = { modules: {}, ...snapshot };
    }
  }, forget);

  function forget() {
    // What cannot be read cannot always be removed; the next visit finds out the same.
    store?.remove().catch(() => {});
  }

  return {
    get: () => kept,
    keep({ modules: more, snapshot, sha256 }) {
      // A later one may have compiled what the first had no need of: the runtime of another provider.
      const modules = { ...kept?.modules, ...more };
      if (snapshot !== null && !isOver && (kept === null || kept.snapshot === null || isFromBefore)) {
        isFromBefore = false;
        store?.write({ snapshot, sha256 }).catch(() => {});
        kept = { modules, snapshot, sha256 };
      } else {
        kept = { modules, snapshot: kept?.snapshot ?? null, sha256: kept?.sha256 ?? null };
      }
    },
    distrust(snapshot, hadPython) {
      // By now another may have taken its place.
      if (kept?.snapshot !== snapshot || (hadPython && !isFromBefore)) return;
      isOver = !isFromBefore;
      isFromBefore = false;
      kept = null;
      forget();
    },
  };
}
