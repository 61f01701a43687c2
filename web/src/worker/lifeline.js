// Holds a Web Lock for as long as this worker lives, so that the page notices its death at once. The page's end of it
// is worker-client/lifeline.js.

/**
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
