// Notices at once that a worker is gone. A worker that the browser kills sends no event; but the Web Lock it holds is
// released, and who asked for the same lock gets it. The worker's end of it is worker/lifeline.js.

/**
 * Where there are no Web Locks (plain http in a network) the time limits of the stages have to do.
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
