// The answers that are kept of one photo, side by side: a button for each, with the photo under that answer. The browser takes
// the matte's grey as opacity (a CSS mask), in 8 bits and at the matte's own size. That is for the eye alone: no cutout is made
// of it, and nothing passes a canvas.

import { doubtNumber, lookName } from "../words/look-words.js";
import { element, setAttribute, setText } from "./element.js";

/** @import { LookFacts } from "../shared/work.js" */

/**
 * @typedef {object} LookPictures
 * @property {readonly Blob[]} mattes in the order of the looks; none: they cannot be had
 * @property {Blob | null} photo null: only the matte's shape can be shown
 * @property {number} width of the cutout, pixels
 * @property {number} height
 */

/**
 * @param {{ onChoose: (index: number) => void }} parts
 */
export function createLookChoice({ onChoose }) {
  const list = element("ul", { class: "looks", "aria-label": "Answers" });
  /** @type {Look[]} */
  let all = [];
  /** @type {string[]} */
  let urls = [];

  list.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const at = all.findIndex(({ button }) => button === event.target);
    if (step === undefined || at < 0) return;
    // Not to the next photo, as elsewhere in the preview.
    event.stopPropagation();
    event.preventDefault();
    all.at((at + step) % all.length)?.button.focus();
  });

  /** @param {Blob} blob */
  function urlOf(blob) {
    const url = URL.createObjectURL(blob);
    urls.push(url);
    return url;
  }

  function clearPictures() {
    for (const { draw } of all) draw("", "", 1, 1);
    for (const url of urls) URL.revokeObjectURL(url);
    urls = [];
  }

  return {
    element: list,
    /**
     * @param {readonly LookFacts[]} looks
     * @param {number} chosen
     * @param {boolean} canChoose
     */
    update(looks, chosen, canChoose) {
      if (all.length !== looks.length) {
        clearPictures();
        all = looks.map((_, index) => createLook(() => onChoose(index)));
        list.replaceChildren(...all.map(({ node }) => node));
      }
      list.hidden = looks.length === 0;
      for (const [index, { describe }] of all.entries()) {
        describe(lookName(looks, index), doubtNumber(looks[index]?.doubt ?? 0), index === chosen, canChoose);
      }
    },
    /** @param {LookPictures} pictures */
    draw({ mattes, photo, width, height }) {
      clearPictures();
      const photoUrl = photo === null ? "" : urlOf(photo);
      for (const [index, { draw }] of all.entries()) {
        const matte = mattes[index];
        if (matte !== undefined) draw(urlOf(matte), photoUrl, width, height);
      }
    },
    /** Gives the pictures' memory back. */
    clear: clearPictures,
  };
}

/** @typedef {ReturnType<typeof createLook>} Look */

/** @param {() => void} onPress */
function createLook(onPress) {
  const under = element("span", { class: "look-under" });
  const name = element("span", { class: "look-name" });
  const doubt = element("span", { class: "look-doubt" });
  const use = element("span", { class: "look-use" });
  const button = element(
    "button",
    { class: "look", type: "button" },
    element("span", { class: "look-picture" }, under),
    element("span", { class: "look-words" }, name, " ", doubt, " ", use),
  );
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-disabled") !== "true") onPress();
  });

  return {
    button,
    node: element("li", {}, button),
    /**
     * @param {string} title
     * @param {string} number
     * @param {boolean} isChosen
     * @param {boolean} canChoose
     */
    describe(title, number, isChosen, canChoose) {
      setText(name, title);
      setText(doubt, number);
      setText(use, isChosen ? "In use" : "");
      setAttribute(button, "aria-pressed", String(isChosen));
      // Not "disabled": the keyboard's focus would be lost while the cutout is made.
      setAttribute(button, "aria-disabled", canChoose ? null : "true");
    },
    /**
     * @param {string} matte address; empty: nothing to see
     * @param {string} photo address; empty: the shape alone
     * @param {number} width
     * @param {number} height
     */
    draw(matte, photo, width, height) {
      under.style.setProperty("--width", String(width));
      under.style.setProperty("--height", String(height));
      under.style.maskImage = matte === "" ? "" : `url("${matte}")`;
      under.hidden = matte === "";
      under.replaceChildren();
      if (photo === "" || matte === "") return;
      const image = element("img", { src: photo, alt: "", decoding: "async", draggable: "false" });
      // A browser that cannot show the photo shows the shape.
      image.addEventListener("error", () => image.remove());
      under.append(image);
    },
  };
}
