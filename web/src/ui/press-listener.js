// Hears every press on the page before the buttons do and stops those that are not to count (press-guard.js says which). A
// button that is pressed step by step carries data-step. Presses made by scripts in the page itself (`button.click()`) always
// count.

import { createPressGuard } from "./press-guard.js";

/** @import { Press } from "./press-guard.js" */

/** What a person sees as one thing to press. Inputs are left out: a second click on one takes the first one back. */
const BUTTONS = "button, a[href], label.button";

/** @param {{ target: Window, isScripted: boolean }} parts */
export function listenToPresses({ target, isScripted }) {
  const guard = createPressGuard({ isScripted });
  /** Where Enter went down. @type {Element | null} */
  let heldOn = null;
  /** Finger or mouse went down like this last. @type {Press | null} */
  let lastDown = null;

  /** @param {string} type @param {(event: any) => void} listener before any other */
  const hear = (type, listener) => target.addEventListener(type, listener, { capture: true });

  // Fingers are heard by the first in time, double clicks counted only in the second.
  for (const down of ["pointerdown", "mousedown"]) {
    hear(down, (/** @type {MouseEvent} */ event) => {
      lastDown = event.target instanceof Element ? pressOf(event, event.target) : null;
    });
  }
  hear("click", (/** @type {MouseEvent} */ event) => {
    if (!event.isTrusted || !(event.target instanceof Element) || event.target.matches("input, select, option")) return;
    if (!guard.admits(pressOf(event, event.target))) stop(event);
  });
  // A click beside a dialog closes it before it is a click.
  hear("cancel", (/** @type {Event} */ event) => {
    if (lastDown !== null && guard.isMeantForAnother(lastDown)) event.preventDefault();
  });
  hear("keydown", (/** @type {KeyboardEvent} */ event) => {
    lastDown = null;
    if (event.key !== "Enter" && event.key !== " ") return guard.forget();
    const button = document.activeElement?.closest(BUTTONS) ?? null;
    if (!event.repeat) heldOn = button;
    // Enter that is held presses again and again, and what it pressed may be another button by now.
    else if (event.key === "Enter" && button !== null && !(button === heldOn && isStep(button))) stop(event);
  });
}

/**
 * @param {MouseEvent} event
 * @param {Element} at
 * @returns {Press}
 */
function pressOf({ type, timeStamp, detail, clientX, clientY }, at) {
  const button = at.closest(BUTTONS);
  return {
    at: timeStamp,
    on: button ?? at.closest("dialog") ?? document.documentElement,
    words: button === null ? "" : wordsOn(button),
    isStep: button === null || isStep(button),
    // The keyboard clicks without a count.
    place: type === "click" && detail === 0 ? null : { x: clientX, y: clientY },
    count: detail,
  };
}

/** @param {Element} button */
function isStep(button) {
  return button.hasAttribute("data-step");
}

/** Without what is only drawn, such as a count. @param {Element} button */
function wordsOn(button) {
  const drawn = (/** @type {Node} */ node) => node instanceof Element && node.getAttribute("aria-hidden") === "true";
  return [...button.childNodes].map((node) => (drawn(node) ? "" : node.textContent)).join("");
}

/** @param {Event} event */
function stop(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}
