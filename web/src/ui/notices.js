// Messages for the person at the screen: what went wrong or what was left out, in words, with a way on. One notice per
// key; showing a key again replaces it. A notice stays until it is dismissed or taken back; nothing disappears by itself. Each
// is also said, to people who listen, wherever they are.

import { element } from "./element.js";

/** @import { Message } from "../words/message.js" */

/** @typedef {Message & { extra?: HTMLElement }} Notice extra: below the text, of the caller's own */

/**
 * @param {{ root: HTMLElement, say: (text: string) => void, next: HTMLElement }} options next: where the keyboard goes on when
 *   the last notice went away under it
 * @returns {{ show: (notice: Notice) => void, remove: (key: string) => void }}
 */
export function createNotices({ root, say, next }) {
  /** @type {Map<string, HTMLElement>} */
  const shown = new Map();

  /** @param {string} key @returns {boolean} had it the keyboard's focus? */
  function takeAway(key) {
    const box = shown.get(key);
    const hadFocus = box?.contains(document.activeElement) ?? false;
    box?.remove();
    shown.delete(key);
    return hadFocus;
  }

  /** @param {HTMLElement} [box] */
  const focusIn = (box = root) => (box.querySelector("button") ?? next).focus();

  /** @param {string} key */
  function remove(key) {
    if (takeAway(key)) focusIn();
  }

  return {
    remove,
    show(notice) {
      const hadFocus = takeAway(notice.key);
      const box = element(
        "div",
        { class: `notice notice-${notice.tone}` },
        element("h2", { class: "notice-title" }, notice.title),
        element("p", { class: "notice-text" }, notice.text),
      );
      if (notice.list !== undefined) {
        const lines = notice.list.lines.map((line) => element("li", {}, line));
        box.append(
          element(
            "details",
            { class: "notice-list" },
            element("summary", {}, notice.list.summary),
            element("ul", {}, ...lines),
          ),
        );
      }
      if (notice.extra !== undefined) box.append(notice.extra);
      const actions = noticeActions(notice, () => remove(notice.key));
      if (actions.length > 0) box.append(element("div", { class: "notice-actions" }, ...actions));
      shown.set(notice.key, box);
      root.append(box);
      say(`${notice.title}. ${notice.text}`);
      if (hadFocus) focusIn(box);
    },
  };
}

/**
 * @param {Notice} notice
 * @param {() => void} dismiss
 */
function noticeActions(notice, dismiss) {
  const buttons = [];
  for (const { label, onPress } of notice.actions ?? (notice.action === undefined ? [] : [notice.action])) {
    const button = element("button", { class: "button button-small", type: "button" }, label);
    button.addEventListener("click", onPress);
    buttons.push(button);
  }
  if (notice.isDismissable !== false) {
    const button = element("button", { class: "button button-small", type: "button" }, "Dismiss");
    button.addEventListener("click", dismiss);
    buttons.push(button);
  }
  return buttons;
}
