// A stand-in for the browser's Web Locks, for one test: it notes who asked for which lock and lets the test grant it.

/**
 * @typedef {{ name: string, signal: AbortSignal, granted: () => void }} Asked
 */

/**
 * @param {import("node:test").TestContext} context of the test at whose end the real `navigator` comes back
 * @returns {Asked[]} filled as locks are asked for
 */
export function fakeLocks(context) {
  const asked = /** @type {Asked[]} */ ([]);
  const locks = {
    request(/** @type {string} */ name, /** @type {any} */ { signal }, /** @type {() => void} */ granted) {
      asked.push({ name, signal, granted });
      return Promise.resolve();
    },
  };
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });
  context.after(() => {
    if (before === undefined) {
      Reflect.deleteProperty(globalThis, "navigator");
    } else {
      Object.defineProperty(globalThis, "navigator", before);
    }
  });
  return asked;
}
