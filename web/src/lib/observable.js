// A value that changes, and those who hear of it. It is made before the parts that set it and the parts that read it, so none
// of them has to know another.

/**
 * @template T
 * @typedef {object} Observed for those who only read
 * @property {() => T} get
 * @property {(listener: (value: T) => void) => void} subscribe to be told of every change, after it
 */

/**
 * @template T
 * @typedef {Observed<T> & { set: (value: T) => void }} Observable
 */

/**
 * @template T
 * @param {T} initial
 * @returns {Observable<T>}
 */
export function createObservable(initial) {
  let value = initial;
  /** @type {((value: T) => void)[]} */
  const listeners = [];

  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener(next);
    },
    subscribe(listener) {
      listeners.push(listener);
    },
  };
}
