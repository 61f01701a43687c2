// The picture of the preview on its background: fitted into the space or at 100 %, scrolled or dragged. It shows the bytes
// of the cutout as they are, by an <img> over a CSS background: straight pixels, composited by the browser.

import { element, setAttribute } from "./element.js";

/** @import { Background } from "./backgrounds.js" */

/** @typedef {{ blob: Blob, width: number, height: number, description: string, unshown: string }} Picture unshown: said where the browser cannot display it */

// A press that moves less is a click.
const DRAG_PIXELS = 4;

/**
 * @param {{ onZoomWish: () => void }} parts onZoomWish: the picture was clicked
 */
export function createPreviewStage({ onZoomWish }) {
  const image = element("img", { class: "preview-image", decoding: "async", draggable: "false" });
  const message = element("p", { class: "preview-message" });
  const stage = element(
    "div",
    { class: "preview-stage", tabindex: "0", role: "region", "aria-label": "Picture", autofocus: true },
    image,
    message,
  );
  let url = "";
  /** @type {Picture | null} */
  let shown = null;
  let isActual = false;

  image.addEventListener("error", () => {
    image.hidden = true;
    message.hidden = false;
    message.textContent = shown?.unshown ?? "";
  });

  /** Sizes come from what is known of the file, so that nothing moves when the picture is decoded. */
  function lay() {
    if (shown === null) return;
    setAttribute(stage, "data-zoom", isActual ? "actual" : "fit");
    // One pixel of the file is one pixel of the screen, whatever the screen's scale.
    image.style.width = isActual ? `${shown.width / devicePixelRatio}px` : "";
    image.width = shown.width;
    image.height = shown.height;
  }

  /** @param {number} x @param {number} y the point of the picture to have in the middle, 0..1 */
  function centre(x, y) {
    stage.scrollTo(
      x * image.offsetWidth + image.offsetLeft - stage.clientWidth / 2,
      y * image.offsetHeight + image.offsetTop - stage.clientHeight / 2,
    );
  }

  function release() {
    if (url !== "") URL.revokeObjectURL(url);
    url = "";
  }

  let dragged = 0;
  let last = { x: 0, y: 0 };
  stage.addEventListener("pointerdown", (event) => {
    dragged = 0;
    last = { x: event.clientX, y: event.clientY };
    // A finger scrolls by itself.
    if (!isActual || event.pointerType !== "mouse" || event.button !== 0 || event.target !== image) return;
    stage.setPointerCapture(event.pointerId);
    setAttribute(stage, "data-dragging", "true");
  });
  stage.addEventListener("pointermove", (event) => {
    if (!stage.hasPointerCapture(event.pointerId)) return;
    // Not movementX: browsers do not agree on its unit where the screen is scaled.
    const moved = { x: event.clientX - last.x, y: event.clientY - last.y };
    last = { x: event.clientX, y: event.clientY };
    dragged += Math.abs(moved.x) + Math.abs(moved.y);
    stage.scrollBy(-moved.x, -moved.y);
  });
  stage.addEventListener("lostpointercapture", () => setAttribute(stage, "data-dragging", null));
  stage.addEventListener("click", (event) => {
    const box = image.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width;
    const y = (event.clientY - box.top) / box.height;
    // While the pointer is captured the stage is the target, so the picture is found by place.
    if (image.hidden || dragged > DRAG_PIXELS || x < 0 || x > 1 || y < 0 || y > 1) return;
    onZoomWish();
    if (isActual) centre(x, y);
  });
  addEventListener("resize", lay);

  return {
    element: stage,
    /** @param {Picture} picture */
    show(picture) {
      release();
      shown = picture;
      url = URL.createObjectURL(picture.blob);
      image.hidden = false;
      message.hidden = true;
      image.alt = picture.description;
      image.src = url;
      lay();
      centre(0.5, 0.5);
    },
    /** @param {boolean} actual */
    zoom(actual) {
      isActual = actual;
      lay();
      centre(0.5, 0.5);
    },
    /** @param {Background} background */
    paint({ name, colour }) {
      setAttribute(stage, "data-background", name);
      if (name === "own") stage.style.backgroundColor = colour;
      else stage.style.removeProperty("background-color");
    },
    /** Gives the picture's memory back. */
    clear() {
      release();
      shown = null;
      image.removeAttribute("src");
    },
  };
}
