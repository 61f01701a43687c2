// The preview: a dialog that shows one finished cutout on a background of choice, before and after, and the others by arrow
// keys. It changes nothing of what is finished; what a person wishes for here, it hands on.

import { isToCheck } from "../queue/selectors.js";
import { formatName } from "../shared/export-types.js";
import { CHECK, doubtInShort } from "../words/doubt-words.js";
import { cutoutInWords } from "../words/item-words.js";
import { createBackgroundChoice } from "./background-choice.js";
import { DEFAULT_BACKGROUND, readBackground } from "./backgrounds.js";
import { element, icon, setAttribute, setText } from "./element.js";
import { createMemory } from "./memory.js";
import { createPreviewLooks } from "./preview-looks.js";
import { createPreviewStage } from "./preview-stage.js";
import { fitsMattes } from "./preview-views.js";
import { createZoomButton, FIT, zoomAfter } from "./preview-zoom.js";
import { createViewChoice } from "./view-choice.js";

/** @import { Item } from "../queue/item.js" */
/** @import { ItemWithCutout } from "../queue/selectors.js" */
/** @import { Background } from "./backgrounds.js" */
/** @import { LooksParts } from "./preview-looks.js" */
/** @import { Point } from "./preview-stage.js" */
/** @import { Zoom } from "./preview-zoom.js" */

/** @typedef {{ picture: Blob, isSmaller: boolean }} Original the source file, or a smaller picture of it */

/**
 * @param {object} parts
 * @param {HTMLDialogElement} parts.dialog
 * @param {(id: string) => Blob | null} parts.cutoutOf null: not checked yet, or gone
 * @param {(id: string) => Original | null | undefined} parts.originalOf null: the page has it no longer; undefined: not
 *   checked yet
 * @param {(item: Item) => Promise<void>} parts.checked once both are
 * @param {LooksParts} parts.looks
 */
export function createPreviewDialog({ dialog, cutoutOf, checked, originalOf, looks: looksParts }) {
  const memory = createMemory({ key: "cutroom.background", read: readBackground, fallback: DEFAULT_BACKGROUND });
  const title = element("h2", { class: "preview-title", id: "preview-title" });
  const facts = element("p", { class: "preview-facts" });
  const check = element("p", { class: "preview-check" });
  const place = element("span", { class: "preview-place" });
  const previous = iconButton("previous", "Previous photo", () => turn(-1));
  const next = iconButton("next", "Next photo", () => turn(1));
  for (const button of [previous, next]) setAttribute(button, "data-step", "");
  const turning = element("div", { class: "preview-turning" }, previous, place, next);
  const zoomButton = createZoomButton({ onPress: () => changeZoom(zoomAfter(zoom)) });
  const viewChoice = createViewChoice({ keyTarget: dialog, onChange: (view) => stage.look(view) });
  const stage = createPreviewStage({ onZoomWish: (point) => changeZoom(zoomAfter(zoom), point) });
  const looks = createPreviewLooks(looksParts);
  const background = memory.recall();
  dialog.append(
    element(
      "div",
      { class: "preview-head" },
      element("div", { class: "preview-words", "aria-live": "polite" }, title, facts, check),
      looks.toggle,
      turning,
      iconButton("close", "Close preview", () => dialog.close()),
    ),
    stage.element,
    looks.element,
    element(
      "div",
      { class: "preview-foot" },
      viewChoice.element,
      createBackgroundChoice({ initial: background, onChange: changeBackground }),
      zoomButton.element,
    ),
  );
  paint(background);
  zoomButton.show(FIT);

  /** @type {readonly ItemWithCutout[]} */
  let items = [];
  let shownId = "";
  /** @type {Item["result"]} */
  let shownResult = null;
  let wantedId = "";
  let zoom = FIT;
  /** @type {Element | null} */
  let opener = null;

  /** @param {Background} chosen */
  function changeBackground(chosen) {
    paint(chosen);
    memory.keep(chosen);
  }

  /** @param {Background} background behind the cutout, and behind each look */
  function paint({ name, colour }) {
    setAttribute(dialog, "data-background", name);
    dialog.style.setProperty("--own-colour", colour);
  }

  /** @param {Zoom} next @param {Point} [point] */
  function changeZoom(next, point) {
    zoom = next;
    zoomButton.show(next);
    stage.zoom(next, point);
  }

  /** @param {number} step */
  function turn(step) {
    const index = items.findIndex(({ id }) => id === shownId);
    const item = items.at((index + step) % items.length);
    if (item !== undefined && item.id !== shownId) show(item);
  }

  /** @param {ItemWithCutout} item */
  function show(item) {
    wantedId = item.id;
    const [blob, original] = [cutoutOf(item.id), originalOf(item.id)];
    if (blob !== null && original !== undefined) present(item, blob, original);
    void checked(item).then(() => {
      if (!dialog.open || wantedId !== item.id) return;
      const [cutout, photo = null] = [cutoutOf(item.id), originalOf(item.id)];
      // The notice that says so is on the page.
      if (cutout === null) return dialog.close();
      if (cutout !== blob || original === undefined || photo?.picture !== original?.picture)
        present(item, cutout, photo);
    });
  }

  /** @param {ItemWithCutout} item @param {Blob} blob @param {Original | null} original */
  function present(item, blob, original) {
    const { result, name, matte } = item;
    const photo = original?.picture ?? null;
    shownId = item.id;
    shownResult = result;
    setText(title, name);
    title.title = item.path;
    setText(facts, cutoutInWords(result));
    setText(check, isToCheck(item) ? `${CHECK}. ${doubtInShort(item)}` : "");
    stage.show({
      cutout: blob,
      original: photo,
      matte: () => chosenMatte(item.id),
      isOriginalSmaller: original?.isSmaller ?? false,
      width: result.width,
      height: result.height,
      name,
      unshown: `This browser could not display the ${formatName(result.extension)} file. The file itself passed its check: download it and open it in a program that can.`,
    });
    void viewChoice.offer(result, photo, matte !== null);
    looks.show(item, fitsMattes(result.details) ? photo : null);
    showPlace();
  }

  /** @param {string} id */
  async function chosenMatte(id) {
    const chosen = items.find((item) => item.id === id)?.matte?.chosen ?? 0;
    return (await looksParts.mattesOf(id))?.[chosen] ?? null;
  }

  function showPlace() {
    turning.hidden = items.length < 2;
    setText(place, `${items.findIndex(({ id }) => id === shownId) + 1} of ${items.length}`);
  }

  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    // Radio buttons use the arrows themselves, and an enlarged picture is moved with them.
    const isTaken = event.target instanceof HTMLInputElement || (zoom !== FIT && event.target === stage.element);
    if (isTaken) return;
    event.preventDefault();
    turn(step);
  });
  dialog.addEventListener("close", () => {
    changeZoom(FIT);
    stage.clear();
    looks.close();
    // Not left to the browser: some do not focus a button that is clicked, so there would be nothing to go back to.
    if (opener instanceof HTMLElement) opener.focus({ preventScroll: true });
    opener = null;
  });

  return {
    /**
     * @param {ItemWithCutout} item
     * @param {Element | null} from where the keyboard's focus goes afterwards
     */
    open(item, from) {
      opener = from;
      dialog.showModal();
      show(item);
    },
    /**
     * @param {readonly ItemWithCutout[]} done all with a cutout, in the order of the list
     * @param {string} held what keeps photos from starting; empty: nothing does
     */
    update(done, held) {
      items = done;
      if (!dialog.open) return;
      const shown = items.find(({ id }) => id === shownId);
      // The one that is looked at was made anew.
      if (shown !== undefined && wantedId === shownId && shown.result !== shownResult) show(shown);
      else showPlace();
      looks.update(done, held);
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
