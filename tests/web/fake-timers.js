// Timers that only run when the test says so: for whatever takes its timers from outside.

export function fakeTimers() {
  /** @typedef {{ act: () => void }} Timer */
  /** @type {Set<Timer>} */
  const waiting = new Set();
  return {
    set(/** @type {() => void} */ act) {
      const timer = { act };
      waiting.add(timer);
      return timer;
    },
    clear: (/** @type {any} */ timer) => waiting.delete(timer),
    /** Everything that waits now runs. */
    run() {
      const due = [...waiting];
      waiting.clear();
      for (const { act } of due) act();
    },
    count: () => waiting.size,
  };
}
