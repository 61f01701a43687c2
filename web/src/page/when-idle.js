// Later, when the page has nothing better to do: for what nobody waits for yet.

const AT_THE_LATEST_MS = 2000;

/** @param {() => void} act */
export function whenIdle(act) {
  // Safari had no idle time for long; there, after the page's first moments is as good.
  if ("requestIdleCallback" in globalThis) requestIdleCallback(act, { timeout: AT_THE_LATEST_MS });
  else setTimeout(act, AT_THE_LATEST_MS);
}
