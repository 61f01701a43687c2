// A promise that may never be kept gets an end. It cannot stop what was begun, and it does not know what that is.

/** @typedef {{ set: (act: () => void, milliseconds: number) => unknown, clear: (timer: any) => void }} Timers */
/** @typedef {<T>(promise: Promise<T>, milliseconds: number, what: string) => Promise<T>} TimeLimit rejects with a SilenceError */

export class SilenceError extends Error {
  name = "SilenceError";
}

/** @type {Timers} */
const BROWSER_TIMERS = {
  set: (act, milliseconds) => setTimeout(act, milliseconds),
  clear: (timer) => clearTimeout(timer),
};

/**
 * @param {Timers} [timers]
 * @returns {TimeLimit}
 */
export function createTimeLimit({ set, clear } = BROWSER_TIMERS) {
  return (promise, milliseconds, what) =>
    new Promise((resolve, reject) => {
      const timer = set(() => {
        reject(new SilenceError(`${what} gave no answer within ${milliseconds / 1000} seconds.`));
      }, milliseconds);
      promise.then(resolve, reject).finally(() => clear(timer));
    });
}
