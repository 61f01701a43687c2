// The small picture of a row on its checkerboard, with a placeholder of the same size before there is one.
// It owns its object URL: made once per picture, revoked when the picture goes. It never touches full-size cutouts.

import { element, icon } from "./element.js";

/**
 * @returns {{ element: HTMLElement, show: (picture: Blob | null) => void }}
 */
export function createThumbnail() {
  const placeholder = icon("photo").element;
  const frame = element("div", { class: "thumbnail" }, placeholder);
  /** @type {Blob | null} */
  let shown = null;
  let url = "";

  return {
    element: frame,
    show(picture) {
      if (picture === shown) return;
      shown = picture;
      if (url !== "") URL.revokeObjectURL(url);
      url = picture === null ? "" : URL.createObjectURL(picture);
      frame.classList.toggle("has-picture", picture !== null);
      // The alternative text is empty because the name stands right beside the picture.
      frame.replaceChildren(
        picture === null ? placeholder : element("img", { src: url, alt: "", decoding: "async", draggable: "false" }),
      );
    },
  };
}
