// Asks before the page is closed while work or results would be lost. The listener is only there while it is needed,
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
