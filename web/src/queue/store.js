// Holds the state, tells listeners, performs effects. It knows no rule of the queue; those are in reducer.js.

/**
 * @template State, Event, Effect
 * @typedef {object} Store
 * @property {() => State} getState
 * @property {(event: Event) => void} dispatch
 * @property {(listener: (state: State) => void) => () => void} subscribe returns the function that unsubscribes
 * @property {(perform: (effect: Effect) => void) => void} performWith what performs the effects; an effect before that is an error
 */

/**
 * Each event is reduced, then listeners hear of it (if the state changed), then its effects are performed in order, and
 * only then comes the next event: a dispatch from inside a listener or an effect waits its turn.
 *
 * A listener or an effect that throws does not stop the others, nor later events; dispatch throws once all is done.
 *
 * @template State, Event, Effect
 * @param {object} parts
 * @param {(state: State, event: Event) => { state: State, effects: readonly Effect[] }} parts.reduce
 * @param {State} parts.initial
 * @returns {Store<State, Event, Effect>}
 */
export function createStore({ reduce, initial }) {
  let state = initial;
  /** @type {(effect: Effect) => void} */
  let perform = () => {
    throw new Error("Nothing performs the queue's effects yet.");
  };
  let running = false;
  /** @type {Event[]} */
  const waiting = [];
  /** @type {Set<(state: State) => void>} */
  const listeners = new Set();

  /** @param {Event} event */
  function dispatch(event) {
    waiting.push(event);
    if (running) {
      return;
    }
    running = true;
    /** @type {unknown[]} */
    const errors = [];
    const attempt = (/** @type {() => void} */ action) => {
      try {
        action();
      } catch (error) {
        errors.push(error);
      }
    };
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const current = next;
      attempt(() => step(current, attempt));
    }
    running = false;
    if (errors.length === 1) {
      throw errors[0];
    }
    if (errors.length > 1) {
      throw new AggregateError(errors, `${errors.length} listeners or effects failed`);
    }
  }

  /**
   * @param {Event} event
   * @param {(action: () => void) => void} attempt
   */
  function step(event, attempt) {
    const { state: next, effects } = reduce(state, event);
    if (next !== state) {
      state = next;
      for (const listener of [...listeners]) {
        attempt(() => listener(next));
      }
    }
    for (const effect of effects) {
      attempt(() => perform(effect));
    }
  }

  return {
    getState: () => state,
    dispatch,
    performWith(performer) {
      perform = performer;
    },
    subscribe(listener) {
      // Wrapped, so that the same function may subscribe twice and each subscription ends by itself.
      const own = (/** @type {State} */ given) => listener(given);
      listeners.add(own);
      return () => {
        listeners.delete(own);
      };
    },
  };
}
