// Calls back once a second while something runs, for the elapsed seconds. It is the only timer of the interface.

/**
 * @param {{ onTick: () => void }} options
 * @returns {{ update: (isRunning: boolean) => void }}
 */
export function createTicker({ onTick }) {
  /** @type {number | null} */
  let timer = null;

  return {
    update(isRunning) {
      if (isRunning === (timer !== null)) return;
      if (timer === null) {
        timer = window.setInterval(onTick, 1000);
      } else {
        window.clearInterval(timer);
        timer = null;
      }
    },
  };
}
