// The cutout and the photo it was made from, one in the place of the other: two <img> in one frame of the cutout's size.
// "Edges not cleaned" is the photo under the cutout's own alpha, which the browser applies as a mask.

import { element, setAttribute } from "./element.js";

/** @import { View } from "./preview-views.js" */

/**
 * @typedef {object} Picture
 * @property {Blob} cutout
 * @property {Blob | null} original the source file, or a smaller picture of it
 * @property {boolean} isOriginalSmaller a picture of it, then: of the same proportions, not of the same size
 * @property {number} width of the cutout, pixels
 * @property {number} height
 * @property {string} name of the photo
 * @property {string} unshown said where the browser cannot display the cutout
 */

/**
 * @param {{ onProblem: (text: string) => void }} parts onProblem: hears why there is nothing to see; empty: there is
 */
export function createPreviewPicture({ onProblem }) {
  const cutout = element("img", { class: "preview-layer", decoding: "async", draggable: "false" });
  // In the same frame as everything else that changes with it, or the background would flash up.
  const original = element("img", { class: "preview-layer", decoding: "sync", draggable: "false", hidden: true });
  const frame = element("div", { class: "preview-picture" }, cutout, original);
  const urls = { cutout: "", original: "" };
  const problems = { cutout: "", original: "" };
  /** @type {Picture | null} */
  let shown = null;
  /** @type {View} */
  let view = "cutout";
  let isOriginalLoaded = false;

  cutout.addEventListener("error", () => {
    problems.cutout = shown?.unshown ?? "";
    render();
  });
  original.addEventListener("load", () => {
    if (shown === null || original.src !== urls.original) return;
    const { isOriginalSmaller, width, height } = shown;
    const isRight = isOriginalSmaller || (original.naturalWidth === width && original.naturalHeight === height);
    endLoading(isRight ? "" : "This browser cannot show the original upright, as it was cut out.");
  });
  original.addEventListener("error", () => {
    endLoading("This browser cannot show the original: it does not read such files, or the file was moved or changed.");
  });

  /** @param {string} problem */
  function endLoading(problem) {
    isOriginalLoaded = true;
    problems.original = problem;
    render();
  }

  function render() {
    if (shown === null) return;
    if (view !== "cutout" && !isOriginalLoaded) {
      // What is there stays until there is something to put in its place.
      if (urls.original === "" && shown.original !== null) {
        urls.original = URL.createObjectURL(shown.original);
        original.src = urls.original;
      }
      return;
    }
    const problem = (view !== "original" && problems.cutout) || (view !== "cutout" && problems.original) || "";
    cutout.hidden = view !== "cutout" || problem !== "";
    original.hidden = view === "cutout" || problem !== "";
    original.alt = view === "original" ? `Original photo ${shown.name}` : `${shown.name}, edges not cleaned`;
    original.style.maskImage = view === "uncleaned" ? `url("${urls.cutout}")` : "";
    setAttribute(frame, "data-view", view);
    onProblem(problem);
  }

  function release() {
    for (const url of Object.values(urls)) if (url !== "") URL.revokeObjectURL(url);
    urls.cutout = urls.original = "";
    problems.cutout = problems.original = "";
    original.removeAttribute("src");
    original.style.maskImage = "";
    isOriginalLoaded = false;
  }

  return {
    element: frame,
    /** @param {Picture} picture */
    show(picture) {
      release();
      shown = picture;
      view = "cutout";
      frame.style.setProperty("--width", String(picture.width));
      frame.style.setProperty("--height", String(picture.height));
      urls.cutout = URL.createObjectURL(picture.cutout);
      cutout.alt = `Cutout of ${picture.name}`;
      cutout.src = urls.cutout;
      render();
    },
    /** @param {View} next */
    look(next) {
      view = next;
      render();
    },
    /** Gives the pictures' memory back. */
    clear() {
      release();
      shown = null;
      cutout.removeAttribute("src");
    },
  };
}
