// The cutout and the photo it was made from, one in the place of the other: two <img> in one frame of the cutout's size.
// "Edges not cleaned" is the photo under the cutout's own alpha, which the browser applies as a mask; "Plain edges" is the photo
// under the matte, enlarged by the browser, whose grey it takes as opacity in 8 bits. That is for the eye alone.

import { element, setAttribute } from "./element.js";

/** @import { View } from "./preview-views.js" */

/**
 * @typedef {object} Picture
 * @property {Blob} cutout
 * @property {Blob | null} original the source file, or a smaller picture of it
 * @property {boolean} isOriginalSmaller a picture of it, then: of the same proportions, not of the same size
 * @property {() => Promise<Blob | null>} matte what the network found; null: it is not kept
 * @property {number} width of the cutout, pixels
 * @property {number} height
 * @property {string} name of the photo
 * @property {string} unshown said where the browser cannot display the cutout
 */

/** What it says of the photo in the cutout's place. @type {Partial<Record<View, string>>} */
const ALTERED = { uncleaned: "edges not cleaned", plain: "plain edges" };

/**
 * @param {{ onProblem: (text: string) => void }} parts onProblem: hears why there is nothing to see; empty: there is
 */
export function createPreviewPicture({ onProblem }) {
  const cutout = element("img", { class: "preview-layer", decoding: "async", draggable: "false" });
  // In the same frame as everything else that changes with it, or the background would flash up.
  const original = element("img", { class: "preview-layer", decoding: "sync", draggable: "false", hidden: true });
  // Hidden with the photo: the cutout below is what is clicked then.
  const under = element("div", { class: "preview-under", hidden: true }, original);
  const frame = element("div", { class: "preview-picture" }, cutout, under);
  const urls = { cutout: "", original: "", matte: "" };
  const problems = { cutout: "", original: "", matte: "" };
  /** @type {Picture | null} */
  let shown = null;
  /** @type {View} */
  let view = "cutout";
  let isOriginalLoaded = false;
  let isMatteLoaded = false;
  /** Whose matte was asked for. @type {Picture | null} */
  let asked = null;

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

  /** @param {Picture} picture */
  async function loadMatte(picture) {
    asked = picture;
    const blob = await picture.matte();
    const url = blob === null ? "" : URL.createObjectURL(blob);
    // Shown before it is decoded, it would hide the photo for a moment.
    const isRight = url !== "" && (await isPicture(url));
    if (shown !== picture) return URL.revokeObjectURL(url);
    isMatteLoaded = true;
    urls.matte = url;
    problems.matte = isRight ? "" : "What the network found in this photo is no longer kept.";
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
    if (view === "plain" && !isMatteLoaded) {
      if (asked !== shown) void loadMatte(shown);
      return;
    }
    const problem =
      (view !== "original" && problems.cutout) ||
      (view !== "cutout" && problems.original) ||
      (view === "plain" && problems.matte) ||
      "";
    cutout.hidden = view !== "cutout" || problem !== "";
    under.hidden = original.hidden = view === "cutout" || problem !== "";
    original.alt = view === "original" ? `Original photo ${shown.name}` : `${shown.name}, ${ALTERED[view] ?? ""}`;
    const mask = view === "uncleaned" ? urls.cutout : view === "plain" ? urls.matte : "";
    under.style.maskImage = mask === "" ? "" : `url("${mask}")`;
    setAttribute(frame, "data-view", view);
    onProblem(problem);
  }

  function release() {
    for (const url of Object.values(urls)) if (url !== "") URL.revokeObjectURL(url);
    urls.cutout = urls.original = urls.matte = "";
    problems.cutout = problems.original = problems.matte = "";
    original.removeAttribute("src");
    under.style.maskImage = "";
    isOriginalLoaded = isMatteLoaded = false;
    asked = null;
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

/** @param {string} url */
async function isPicture(url) {
  const image = new Image();
  image.src = url;
  return image.decode().then(
    () => true,
    () => false,
  );
}
