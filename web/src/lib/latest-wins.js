// Writes the latest value, one write at a time: what is handed in while one runs waits, and only the last of it is written.
// It knows nothing of what is written or where.

/**
 * @template T
 * @typedef {object} LatestWins
 * @property {(value: T) => void} push
 * @property {() => Promise<void>} settled fulfilled once nothing is left to write
 * @property {() => boolean} isIdle
 */

/**
 * @template T
 * @param {(value: T) => Promise<void>} write
 * @param {(error: unknown) => void} onError a write that failed; the next value is tried all the same
 * @returns {LatestWins<T>}
 */
export function createLatestWins(write, onError) {
  /** @type {{ value: T } | null} */
  let waiting = null;
  /** @type {Promise<void> | null} */
  let running = null;

  async function run() {
    while (waiting !== null) {
      const { value } = waiting;
      waiting = null;
      try {
        await write(value);
      } catch (error) {
        onError(error);
      }
    }
    running = null;
  }

  return {
    push(value) {
      waiting = { value };
      running ??= run();
    },
    settled: async () => {
      while (running !== null) await running;
    },
    isIdle: () => running === null,
  };
}
