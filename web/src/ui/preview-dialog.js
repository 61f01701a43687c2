// The "transparency check": a dialog that shows one finished cutout on a background of choice, and the others by arrow
// keys. It only looks at what is finished and changes nothing of it.

import { createBackgroundChoice } from "./background-choice.js";
import { DEFAULT_BACKGROUND, readBackground } from "./backgrounds.js";
import { element, icon, setAttribute, setText } from "./element.js";
import { formatName } from "./format-words.js";
import { cutoutInWords } from "./item-words.js";
import { createMemory } from "./memory.js";
import { createPreviewStage } from "./preview-stage.js";

/** @import { Item } from "../queue/item.js" */
/** @import { Background } from "./backgrounds.js" */

/**
 * @param {{ dialog: HTMLDialogElement, cutoutOf: (id: string) => Blob | null }} parts
 */
export function createPreviewDialog({ dialog, cutoutOf }) {
  const memory = createMemory({ key: "cutroom.background", read: readBackground, fallback: DEFAULT_BACKGROUND });
  const title = element("h2", { class: "preview-title", id: "preview-title" });
  const facts = element("p", { class: "preview-facts" });
  const place = element("span", { class: "preview-place" });
  const previous = iconButton("previous", "Previous photo", () => turn(-1));
  const next = iconButton("next", "Next photo", () => turn(1));
  const turning = element("div", { class: "preview-turning" }, previous, place, next);
  const zoomButton = element(
    "button",
    { class: "button button-small", type: "button", "aria-pressed": "false" },
    "100%",
  );
  zoomButton.title = "One pixel of the file is one pixel of the screen";
  zoomButton.addEventListener("click", toggleZoom);
  const stage = createPreviewStage({ onZoomWish: toggleZoom });
  const background = memory.recall();
  dialog.append(
    element(
      "div",
      { class: "preview-head" },
      element("div", { class: "preview-words", "aria-live": "polite" }, title, facts),
      turning,
      iconButton("close", "Close preview", () => dialog.close()),
    ),
    stage.element,
    element(
      "div",
      { class: "preview-foot" },
      createBackgroundChoice({ initial: background, onChange: changeBackground }),
      zoomButton,
    ),
  );
  stage.paint(background);

  /** @type {readonly Item[]} */
  let items = [];
  let shownId = "";
  let isActual = false;
  /** @type {Element | null} */
  let opener = null;

  /** @param {Background} chosen */
  function changeBackground(chosen) {
    stage.paint(chosen);
    memory.keep(chosen);
  }

  function toggleZoom() {
    isActual = !isActual;
    setAttribute(zoomButton, "aria-pressed", String(isActual));
    stage.zoom(isActual);
  }

  /** @param {number} step */
  function turn(step) {
    const index = items.findIndex(({ id }) => id === shownId);
    const item = items.at((index + step) % items.length);
    if (item !== undefined && item.id !== shownId) show(item);
  }

  /** @param {Item} item */
  function show(item) {
    const blob = cutoutOf(item.id);
    if (blob === null || item.result === null) return;
    const { width, height, extension } = item.result;
    shownId = item.id;
    setText(title, item.name);
    title.title = item.path;
    setText(facts, cutoutInWords(item.result));
    stage.show({
      blob,
      width,
      height,
      description: `Cutout of ${item.name}`,
      unshown: `This browser could not display the ${formatName(extension)} file. The file itself passed its check: download it and open it in a program that can.`,
    });
    showPlace();
  }

  function showPlace() {
    turning.hidden = items.length < 2;
    setText(place, `${items.findIndex(({ id }) => id === shownId) + 1} of ${items.length}`);
  }

  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    // Radio buttons use the arrows themselves, and a picture at 100 % is moved with them.
    const isTaken = event.target instanceof HTMLInputElement || (isActual && event.target === stage.element);
    if (isTaken) return;
    event.preventDefault();
    turn(step);
  });
  dialog.addEventListener("close", () => {
    if (isActual) toggleZoom();
    stage.clear();
    // Not left to the browser: some do not focus a button that is clicked, so there would be nothing to go back to.
    if (opener instanceof HTMLElement) opener.focus({ preventScroll: true });
    opener = null;
  });

  return {
    /**
     * @param {Item} item a done one
     * @param {Element | null} from where the keyboard's focus goes afterwards
     */
    open(item, from) {
      opener = from;
      dialog.showModal();
      show(item);
    },
    /** @param {readonly Item[]} done all finished items, in the order of the list */
    update(done) {
      items = done;
      if (dialog.open) showPlace();
    },
  };
}

/**
 * @param {string} name of the icon
 * @param {string} label
 * @param {() => void} onPress
 */
function iconButton(name, label, onPress) {
  const button = element(
    "button",
    { class: "button button-small button-icon", type: "button", "aria-label": label, title: label },
    icon(name).element,
  );
  button.addEventListener("click", onPress);
  return button;
}
