// Timers that only run when the test says so: for whatever takes its timers from outside.

export function fakeTimers() {
  const waiting = new Set();
  return {
    set(act) {
      const timer = { act };
      waiting.add(timer);
      return timer;
    },
    clear: (timer) => waiting.delete(timer),
    /** Everything that waits now runs. */
    run() {
      const due = [...waiting];
      waiting.clear();
      for (const { act } of due) act();
    },
    count: () => waiting.size,
  };
}
