// The choice of the preview's background: one radio button per background and a colour input for one's own.

import { BACKGROUNDS } from "./backgrounds.js";
import { element } from "./element.js";

/** @import { Background } from "./backgrounds.js" */

/**
 * @param {{ initial: Background, onChange: (background: Background) => void }} parts
 * @returns {HTMLElement}
 */
export function createBackgroundChoice({ initial, onChange }) {
  let background = initial;
  const colour = element("input", { type: "color", class: "swatch-sample swatch-own", "aria-label": "Colour" });
  colour.value = initial.colour;
  const radios = BACKGROUNDS.map(({ name, label }) => {
    // Named by itself: the label around it also holds the colour input, whose name would join in.
    const radio = element("input", { type: "radio", class: "swatch-input", value: name, "aria-label": label });
    radio.name = "preview-background";
    radio.checked = name === initial.name;
    radio.addEventListener("change", () => choose({ ...background, name }));
    return radio;
  });

  /** @param {Background} next */
  function choose(next) {
    background = next;
    for (const radio of radios) radio.checked = radio.value === next.name;
    onChange(next);
  }
  colour.addEventListener("click", () => choose({ ...background, name: "own" }));
  colour.addEventListener("input", () => choose({ name: "own", colour: colour.value }));

  const choices = BACKGROUNDS.map(({ name, label }, index) =>
    element(
      "label",
      { class: "swatch" },
      radios[index] ?? "",
      name === "own" ? colour : element("span", { class: `swatch-sample swatch-${name}` }),
      element("span", { class: "swatch-label" }, label),
    ),
  );
  return element(
    "fieldset",
    { class: "swatches" },
    element("legend", { class: "visually-hidden" }, "Background"),
    ...choices,
  );
}
