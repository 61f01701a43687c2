// The settings of the batch: format, quality, lossless, clean edge colours. The controls are in the page's HTML; here they
// are filled, watched, and shown only where they mean something. Which photos a change is for is not decided here.

import { FORMATS, usesQuality } from "../shared/options.js";
import { byId, setText } from "./element.js";
import { formatHint } from "./format-words.js";

/** @import { Options } from "../shared/options.js" */

/**
 * @param {{ initial: Options, onChange: (options: Options) => void }} parts onChange: hears every change by the person
 * @returns {{ enable: () => void }}
 */
export function createSettingsRow({ initial, onChange }) {
  const fieldset = byId("settings", HTMLFieldSetElement);
  const format = byId("format", HTMLSelectElement);
  const hint = byId("format-hint", HTMLElement);
  const lossyParts = byId("lossy-settings", HTMLElement);
  const quality = byId("quality", HTMLInputElement);
  const qualityNumber = byId("quality-number", HTMLOutputElement);
  const lossless = byId("lossless", HTMLInputElement);
  const cleanEdges = byId("clean-edges", HTMLInputElement);
  let options = initial;

  function show() {
    lossyParts.hidden = options.format === "png";
    quality.disabled = !usesQuality(options);
    setText(qualityNumber, String(options.quality));
    setText(hint, formatHint(options));
  }

  // Set by hand, because a browser brings back what the controls held when a page is reloaded.
  format.value = initial.format;
  quality.value = String(initial.quality);
  lossless.checked = initial.lossless;
  cleanEdges.checked = initial.clean_edges;
  show();

  fieldset.addEventListener("input", () => {
    options = {
      format: FORMATS.find((each) => each === format.value) ?? "png",
      quality: quality.valueAsNumber,
      lossless: lossless.checked,
      clean_edges: cleanEdges.checked,
    };
    show();
    onChange(options);
  });

  return {
    enable() {
      fieldset.disabled = false;
    },
  };
}
