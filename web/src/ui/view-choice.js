// Cutout, edges not cleaned, plain edges, or original photo: radio buttons in one bar, the key O, and why one cannot be chosen.

import { element, setAttribute, setText } from "./element.js";
import { listenToOriginalKey } from "./original-key.js";
import { obstacles, VIEWS } from "./preview-views.js";

/** @import { ItemResult } from "../queue/item.js" */
/** @import { View } from "./preview-views.js" */

const REASON_ID = "preview-view-reason";
/** @type {Partial<Record<View, string>>} */
const HINTS = {
  plain: "As with “Hair and edges: Plain”: what the network found, only enlarged.",
  original: "Key: O. Hold it for a short look.",
};

/**
 * @param {{ keyTarget: HTMLElement, onChange: (view: View) => void }} parts keyTarget: where the key O is heard
 */
export function createViewChoice({ keyTarget, onChange }) {
  const reason = element("p", { class: "segments-reason", id: REASON_ID });
  const segments = VIEWS.map(({ name, label }) => {
    const radio = element("input", { type: "radio", class: "segment-input", name: "preview-view", value: name });
    if (name === "original") setAttribute(radio, "aria-keyshortcuts", "O");
    radio.addEventListener("change", () => choose(name));
    const words = element("span", { class: "segment-words" }, label);
    return { name, radio, node: element("label", { class: "segment" }, radio, words) };
  });
  /** @type {View} */
  let view = "cutout";
  /** @type {View} */
  let beforeOriginal = "cutout";
  /** Of which item the choice is; another one makes it void. @type {ItemResult | null} */
  let offered = null;

  /** @param {View} next */
  function choose(next) {
    if (next === "original" && view !== "original") beforeOriginal = view;
    view = next;
    for (const { name, radio } of segments) radio.checked = name === next;
    onChange(next);
  }

  /** @param {ItemResult} result @param {boolean} hasOriginal @param {boolean} hasMatte */
  function showObstacles(result, hasOriginal, hasMatte) {
    const found = obstacles(result, hasOriginal, hasMatte);
    for (const { name, radio, node } of segments) {
      const obstacle = found[name];
      node.hidden = obstacle === null;
      radio.disabled = obstacle !== "";
      node.title = obstacle || HINTS[name] || "";
    }
    setText(reason, found.original || found.uncleaned || "");
    reason.hidden = reason.textContent === "";
  }

  listenToOriginalKey({
    target: keyTarget,
    swap() {
      const isPossible = segments.some(({ name, radio }) => name === "original" && !radio.disabled);
      if (!isPossible) return null;
      const before = { view, offered };
      choose(view === "original" ? beforeOriginal : "original");
      const after = view;
      return () => {
        if (offered === before.offered && view === after) choose(before.view);
      };
    },
  });

  return {
    element: element(
      "fieldset",
      { class: "view-choice", "aria-describedby": REASON_ID },
      element("legend", { class: "visually-hidden" }, "Show"),
      element("div", { class: "segments" }, ...segments.map(({ node }) => node)),
      reason,
    ),
    /**
     * Starts anew, with the cutout.
     *
     * @param {ItemResult} result
     * @param {Blob | null} original
     * @param {boolean} hasMatte is kept what the network found?
     */
    async offer(result, original, hasMatte) {
      offered = result;
      choose("cutout");
      showObstacles(result, original !== null, hasMatte);
      // A file may be gone from the disk by now. Whoever has chosen it meanwhile reads so in the picture's place.
      const isGone = original !== null && !(await isReadable(original));
      if (isGone && offered === result && view === "cutout") showObstacles(result, false, hasMatte);
    },
  };
}

/** @param {Blob} file */
async function isReadable(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
