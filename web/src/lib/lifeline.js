// Notices at once that a worker is gone. A worker that the browser kills sends no event; but the Web Lock that it holds is
// released, and who asked for the same lock gets it. Both ends are here; who says that the lock is held is the callers' own.

/**
 * @param {string} whose
 * @returns {string} a lock's name that no other worker has, of no tab of this origin
 */
export function nameLifeline(whose) {
  return `${whose}-${performance.timeOrigin}-${Math.random()}`;
}

/**
 * The worker's end: holds the lock for as long as this worker lives.
 *
 * @param {string} name
 * @returns {Promise<boolean>} resolves once the lock is held; false where there are no Web Locks
 */
export function holdLifeline(name) {
  return new Promise((resolve) => {
    if (!("locks" in navigator)) {
      resolve(false);
      return;
    }
    const forever = new Promise(() => {});
    navigator.locks
      .request(name, () => {
        resolve(true);
        return forever;
      })
      .catch(() => resolve(false));
  });
}

/**
 * The other end. Where there are no Web Locks (plain http in a network) the time limits of the stages have to do.
 *
 * @param {string} name of the lock that the worker holds already
 * @param {AbortSignal} signal aborted when the worker is ended on purpose
 * @param {() => void} onDeath
 */
export function watchLifeline(name, signal, onDeath) {
  globalThis.navigator?.locks?.request(name, { signal }, onDeath).catch(() => {
    // Aborted: nobody waits for that worker any more.
  });
}
