// The key O of the preview: pressed, it changes between the original photo and what was shown; held, it goes back by
// itself when it is let go.

const HOLD_MILLISECONDS = 300;

/**
 * @param {{ target: HTMLElement, swap: () => (() => void) | null }} parts
 *   swap: shows the other view and gives what takes that back; null where there is nothing to swap
 */
export function listenToOriginalKey({ target, swap }) {
  /** @type {{ since: number, takeBack: () => void } | null} */
  let held = null;

  target.addEventListener("keydown", (event) => {
    if (!isOurs(event) || event.repeat) return;
    const takeBack = swap();
    held = takeBack === null ? null : { since: event.timeStamp, takeBack };
  });
  target.addEventListener("keyup", (event) => {
    if (event.key.toLowerCase() !== "o" || held === null) return;
    const { since, takeBack } = held;
    held = null;
    if (event.timeStamp - since > HOLD_MILLISECONDS) takeBack();
  });
}

/** @param {KeyboardEvent} event */
function isOurs({ key, altKey, ctrlKey, metaKey }) {
  return key.toLowerCase() === "o" && !altKey && !ctrlKey && !metaKey;
}
