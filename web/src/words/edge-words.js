// The edge settings in words: what the choice of hidden colours means, and what a finished cutout was made with.

import { usesHiddenColours } from "../shared/options.js";

/** @import { HiddenColours, Options } from "../shared/options.js" */

/** @type {Record<HiddenColours, { name: string, hint: string }>} */
const HIDDEN = {
  keep: {
    name: "kept",
    hint: "An editor can paint the background back: what was removed travels inside the file, which is about twice as large.",
  },
  extend: {
    name: "the subject, extended",
    hint: "The subject’s colours go on outwards: the background is gone, and nothing bleeds in when an editor resamples.",
  },
  clear: {
    name: "cleared",
    hint: "Black: the background is gone. Small files too, but editors that resample straight alpha can show dark rims.",
  },
};

const LOSSY_HINT = "A lossy file does not keep hidden colours. To choose them, take PNG or Lossless.";

/**
 * @param {Options} options
 * @returns {string}
 */
export function hiddenColoursHint(options) {
  return usesHiddenColours(options) ? HIDDEN[options.hidden_colours].hint : LOSSY_HINT;
}

/**
 * @param {Options} options that a file was made with
 * @returns {[term: string, text: string][]}
 */
export function edgeSettingsInWords(options) {
  const hidden = usesHiddenColours(options) ? HIDDEN[options.hidden_colours].name : "not kept in a lossy file";
  return [
    ["Clean edge colours", onOrOff(options.clean_edges)],
    ["Refine edges", onOrOff(options.refine_edges)],
    ["Hidden colours", hidden],
  ];
}

/** @param {boolean} value */
function onOrOff(value) {
  return value ? "on" : "off";
}
