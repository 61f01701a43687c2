// Asks before the page is closed while something would really be lost: what is kept on this device is not. The listener is only there while it is needed,
// because its mere presence keeps a page out of the browser's back/forward cache.

/**
 * @returns {{ update: (isNeeded: boolean) => void }}
 */
export function createLeaveGuard() {
  /** @param {BeforeUnloadEvent} event */
  const warn = (event) => event.preventDefault();

  return {
    update(isNeeded) {
      if (isNeeded) addEventListener("beforeunload", warn);
      else removeEventListener("beforeunload", warn);
    },
  };
}
