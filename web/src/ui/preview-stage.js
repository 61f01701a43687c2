// The space around the picture of the preview: its zoom, and moving about in it by scrolling or dragging.
// The picture shows the bytes of the cutout as they are, over a CSS background: straight pixels, composited by the browser.

import { element, setAttribute } from "./element.js";
import { createPreviewPicture } from "./preview-picture.js";
import { FIT } from "./preview-zoom.js";

/** @import { Picture } from "./preview-picture.js" */
/** @import { Zoom } from "./preview-zoom.js" */

// A press that moves less is a click.
const DRAG_PIXELS = 4;
const MIDDLE = Object.freeze({ x: 0.5, y: 0.5 });

/** @typedef {{ x: number, y: number }} Point of the picture, 0..1 */

/**
 * @param {{ onZoomWish: (point: Point) => void }} parts onZoomWish: the picture was clicked there
 */
export function createPreviewStage({ onZoomWish }) {
  const message = element("p", { class: "preview-message", role: "status" });
  const picture = createPreviewPicture({ onProblem: say });
  const frame = picture.element;
  const stage = element(
    "div",
    { class: "preview-stage", tabindex: "0", role: "region", "aria-label": "Picture", autofocus: true },
    frame,
    message,
  );
  let zoom = FIT;
  say("");
  lay();

  /** @param {string} problem */
  function say(problem) {
    message.hidden = problem === "";
    message.textContent = problem;
  }

  function lay() {
    setAttribute(stage, "data-zoom", zoom.name);
    // In pixels of the screen, whatever the screen's scale.
    stage.style.setProperty("--scale", String(zoom.scale / devicePixelRatio));
  }

  /** @param {Point} point of the picture, to have in the middle */
  function centre({ x, y }) {
    stage.scrollTo(
      x * frame.offsetWidth + frame.offsetLeft - stage.clientWidth / 2,
      y * frame.offsetHeight + frame.offsetTop - stage.clientHeight / 2,
    );
  }

  /** @returns {Point} of the picture that is in the middle now */
  function middle() {
    return {
      x: within((stage.scrollLeft + stage.clientWidth / 2 - frame.offsetLeft) / frame.offsetWidth),
      y: within((stage.scrollTop + stage.clientHeight / 2 - frame.offsetTop) / frame.offsetHeight),
    };
  }

  let dragged = 0;
  let last = { x: 0, y: 0 };
  stage.addEventListener("pointerdown", (event) => {
    dragged = 0;
    last = { x: event.clientX, y: event.clientY };
    const isOnPicture = event.target instanceof Node && frame.contains(event.target);
    // A finger scrolls by itself.
    if (zoom === FIT || event.pointerType !== "mouse" || event.button !== 0 || !isOnPicture) return;
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
    const box = frame.getBoundingClientRect();
    const point = { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
    // While the pointer is captured the stage is the target, so the picture is found by place.
    const isOnPicture = point.x === within(point.x) && point.y === within(point.y);
    if (message.hidden && dragged <= DRAG_PIXELS && isOnPicture) onZoomWish(point);
  });
  addEventListener("resize", lay);

  return {
    element: stage,
    /** @param {Picture} shown */
    show(shown) {
      picture.show(shown);
      centre(MIDDLE);
    },
    look: picture.look,
    /** @param {Zoom} next @param {Point} [point] to have in the middle then; what is there now if not given */
    zoom(next, point = middle()) {
      zoom = next;
      lay();
      centre(point);
    },
    clear: picture.clear,
  };
}

/** @param {number} share */
function within(share) {
  return Math.min(1, Math.max(0, share));
}
