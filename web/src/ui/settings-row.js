// The settings of the batch: the format and its quality, edges, hidden colours. The controls are in the page's HTML; here
// they are filled, watched, and usable only where they mean something. Which photos a change is for is not decided here.

import { DEFAULT_OPTIONS, FORMATS, HIDDEN_COLOURS, usesHiddenColours, usesQuality } from "../shared/options.js";
import { hiddenColoursHint } from "../words/edge-words.js";
import { formatHint } from "../words/format-words.js";
import { byId, setText } from "./element.js";

/** @import { Options } from "../shared/options.js" */

/**
 * @param {{ initial: Options, onChange: (options: Options) => void }} parts onChange: hears every change by the person
 * @returns {{ enable: () => void, fill: (options: Options) => void }} fill: shows others, and tells nobody
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
  const refineEdges = byId("refine-edges", HTMLInputElement);
  const hiddenColours = byId("hidden-colours", HTMLSelectElement);
  const hiddenHint = byId("hidden-colours-hint", HTMLElement);
  let options = initial;

  function show() {
    lossyParts.hidden = options.format === "png";
    quality.disabled = !usesQuality(options);
    setText(qualityNumber, String(options.quality));
    setText(hint, formatHint(options));
    hiddenColours.disabled = !usesHiddenColours(options);
    setText(hiddenHint, hiddenColoursHint(options));
  }

  /** @param {Options} chosen */
  function fill(chosen) {
    options = chosen;
    format.value = chosen.format;
    quality.value = String(chosen.quality);
    lossless.checked = chosen.lossless;
    cleanEdges.checked = chosen.clean_edges;
    refineEdges.checked = chosen.refine_edges;
    hiddenColours.value = chosen.hidden_colours;
    show();
  }
  // Set by hand, because a browser brings back what the controls held when a page is reloaded.
  fill(initial);

  fieldset.addEventListener("input", () => {
    options = {
      format: FORMATS.find((each) => each === format.value) ?? DEFAULT_OPTIONS.format,
      quality: quality.valueAsNumber,
      lossless: lossless.checked,
      clean_edges: cleanEdges.checked,
      refine_edges: refineEdges.checked,
      hidden_colours: HIDDEN_COLOURS.find((each) => each === hiddenColours.value) ?? DEFAULT_OPTIONS.hidden_colours,
    };
    show();
    onChange(options);
  });

  return {
    enable() {
      fieldset.disabled = false;
    },
    fill,
  };
}
