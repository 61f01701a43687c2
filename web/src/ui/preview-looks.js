// "Another look" of the preview: the answers of the network that are kept of the photo, to choose from, and the wish for more of
// them. It shows and asks; the queue does both, and the rest of the preview knows nothing of looks.

import { choiceKept, stateOfLooks } from "../words/look-words.js";
import { element, setAttribute, setText } from "./element.js";
import { createLookChoice } from "./look-choice.js";

/** @import { ItemWithCutout } from "../queue/selectors.js" */
/** @import { LookFacts } from "../shared/work.js" */

/**
 * @typedef {object} LooksParts
 * @property {(id: string) => Promise<readonly Blob[] | null>} mattesOf one of each look; null: damaged or gone
 * @property {(item: ItemWithCutout) => string} obstacleOf why no more looks can be asked for; empty: they can
 * @property {(id: string, index: number) => void} onChoose
 * @property {(id: string) => void} onAsk for all looks of the photo
 * @property {(id: string) => void} onCancel
 * @property {(text: string) => void} say to people who listen
 */
/** @typedef {{ item: ItemWithCutout, photo: Blob | null }} Shown photo: null where it cannot be shown under its mattes */

const ID = "preview-looks";

/** @param {LooksParts} parts */
export function createPreviewLooks({ mattesOf, obstacleOf, onChoose, onAsk, onCancel, say }) {
  const toggle = element(
    "button",
    { class: "button button-small", type: "button", "aria-expanded": "false", "aria-controls": ID },
    "Another look",
  );
  const again = element("button", { class: "button button-small", type: "button" }, "Look again");
  const cancel = element("button", { class: "button button-small", type: "button" }, "Cancel");
  const words = element("p", { class: "looks-words" });
  const choice = createLookChoice({ onChoose: choose });
  const panel = element(
    "div",
    { class: "preview-looks", id: ID, hidden: true },
    element("div", { class: "looks-head" }, words, again, cancel),
    choice.element,
  );
  let isOpen = false;
  /** @type {Shown | null} */
  let shown = null;
  /** What a person asked for here, until it is done. @type {{ id: string, what: "choice" | "looks" } | null} */
  let wish = null;
  /** The look that was chosen here and is in use. @type {{ id: string, look: number } | null} */
  let kept = null;
  /** Of which looks the mattes are drawn. @type {readonly LookFacts[] | null} */
  let drawn = null;
  /** Keeps photos from starting. */
  let held = "";

  toggle.addEventListener("click", () => {
    open(!isOpen);
    if (isOpen && (shown?.item.matte?.looks.length ?? 0) < 2) ask();
  });
  again.addEventListener("click", ask);
  cancel.addEventListener("click", () => {
    wish = null;
    if (shown !== null) onCancel(shown.item.id);
  });

  /** @param {boolean} wanted */
  function open(wanted) {
    isOpen = wanted;
    panel.hidden = !isOpen;
    setAttribute(toggle, "aria-expanded", String(isOpen));
    if (!isOpen) forgetPictures();
    render();
  }

  function ask() {
    if (shown === null || shown.item.status !== "done" || obstacleOf(shown.item) !== "") return;
    wish = { id: shown.item.id, what: "looks" };
    onAsk(shown.item.id);
    say("Looking again.");
  }

  /** @param {number} index */
  function choose(index) {
    if (shown === null || shown.item.matte?.chosen === index) return;
    wish = { id: shown.item.id, what: "choice" };
    onChoose(shown.item.id, index);
  }

  function render() {
    if (shown === null || !isOpen) return;
    const { item } = shown;
    const { status, matte } = item;
    const isDone = status === "done";
    const obstacle = obstacleOf(item);
    const focused = [again, cancel].find((button) => button === document.activeElement);
    choice.update(matte?.looks ?? [], matte?.chosen ?? 0, isDone);
    const isKept = isDone && kept?.id === item.id && kept.look === matte?.chosen;
    setText(words, isKept ? choiceKept(item) : stateOfLooks(item, obstacle, held));
    again.hidden = !isDone || obstacle !== "";
    cancel.hidden = isDone;
    // It went away under the keyboard's focus.
    if (focused?.hidden) toggle.focus({ preventScroll: true });
    if ((matte?.looks ?? null) !== drawn) void draw(shown);
  }

  /** @param {Shown} now */
  async function draw(now) {
    const { item, photo } = now;
    const { width, height } = item.result;
    const looks = item.matte?.looks ?? null;
    drawn = looks;
    const mattes = looks === null ? [] : ((await mattesOf(item.id)) ?? []);
    if (drawn === looks && shown?.item.id === item.id) choice.draw({ mattes, photo, width, height });
  }

  function forgetPictures() {
    drawn = null;
    choice.clear();
  }

  /** @param {ItemWithCutout} item */
  function tellWhatCame(item) {
    if (wish?.id !== item.id || item.status !== "done") return;
    const isChoice = wish.what === "choice";
    wish = null;
    if (item.error !== null || item.matte === null) return;
    if (isChoice) kept = { id: item.id, look: item.matte.chosen };
    say(isChoice ? choiceKept(item) : stateOfLooks(item, obstacleOf(item), held));
  }

  return {
    toggle,
    element: panel,
    /** @param {ItemWithCutout} item @param {Blob | null} photo */
    show(item, photo) {
      if (shown?.item.id !== item.id || shown.photo !== photo) forgetPictures();
      shown = { item, photo };
      render();
    },
    /** @param {readonly ItemWithCutout[]} items @param {string} hold what keeps photos from starting; empty: nothing */
    update(items, hold) {
      held = hold;
      const now = items.find(({ id }) => id === shown?.item.id);
      if (shown === null || now === undefined) return;
      if (now !== shown.item) shown = { ...shown, item: now };
      tellWhatCame(now);
      render();
    },
    /** Gives the pictures' memory back. */
    close() {
      open(false);
      shown = wish = kept = null;
    },
  };
}
