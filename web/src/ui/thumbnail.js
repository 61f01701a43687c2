// The small picture of a row on its checkerboard, with a placeholder of the same size before there is one. The picture is
// a button that opens the preview. It owns its object URL: made once per picture, revoked when the picture goes.

import { element, icon } from "./element.js";

/**
 * @param {{ name: string, onPreview: (from: HTMLElement) => void }} options name: of the photo; from: the pressed button
 * @returns {{ element: HTMLElement, isShown: () => boolean, show: (picture: Blob | null) => void }}
 */
export function createThumbnail({ name, onPreview }) {
  const placeholder = icon("photo").element;
  const frame = element("div", { class: "thumbnail" }, placeholder);
  const button = element("button", { class: "thumbnail-button", type: "button", "aria-label": `Preview ${name}` });
  button.addEventListener("click", () => onPreview(button));
  /** @type {Blob | null} */
  let shown = null;
  let url = "";

  return {
    element: frame,
    isShown: () => shown !== null,
    show(picture) {
      if (picture === shown) return;
      shown = picture;
      if (url !== "") URL.revokeObjectURL(url);
      url = picture === null ? "" : URL.createObjectURL(picture);
      frame.classList.toggle("has-picture", picture !== null);
      button.replaceChildren(
        ...(picture === null ? [] : [element("img", { src: url, alt: "", decoding: "async", draggable: "false" })]),
      );
      frame.replaceChildren(picture === null ? placeholder : button);
    },
  };
}
