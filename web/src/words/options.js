// What the page says about each option: one record per option, for the settings and for the details of a finished cutout.
// What an option may be, and when it counts, is in shared/options.js.

import { EXPORT_FORMATS } from "../shared/option-table.js";
import { counts } from "../shared/options.js";
import { formatHint } from "./format-words.js";
import { costOfAll } from "./look-words.js";

/** @import { OptionKey, Options } from "../shared/options.js" */

/**
 * @typedef {object} OptionWords
 * @property {string} label
 * @property {"file" | "edges" | "network"} group of settings that it stands in
 * @property {Readonly<Record<string, string>>} [choices] the name of each word that can be chosen
 * @property {(options: Options, looks: readonly string[]) => string} [hint] one or two sentences about what is chosen; looks: of
 *   the model in use
 * @property {(options: Options) => boolean} [isOffered] false: it has no place beside the others as they are
 * @property {(options: Options) => string} [finished] in the details of a cutout that was made so; without it: no line
 */

/** @type {Record<Options["hidden_colours"], { finished: string, hint: string }>} */
const HIDDEN_COLOURS = {
  keep: {
    finished: "kept",
    hint: "An editor can paint the background back: what was removed travels inside the file, which is about twice as large.",
  },
  extend: {
    finished: "the subject, extended",
    hint: "The subject’s colours go on outwards: the background is gone, and nothing bleeds in when an editor resamples.",
  },
  clear: {
    finished: "cleared",
    hint: "Black: the background is gone. Small files too, but editors that resample straight alpha can show dark rims.",
  },
};

/** @type {Record<Options["edges"], string>} */
const EDGES = {
  fine: "Hair and outline follow the photo’s own colours.",
  plain: "The outline is the network’s, only enlarged.",
};

/** @type {Record<Options["looks"], (looks: readonly string[]) => string>} */
const LOOKS = {
  automatic: () => "Looks again in another shape where in doubt.",
  one: () => "One look, also where in doubt.",
  all: (looks) => `Every shape: takes about ${costOfAll(looks).toFixed(1)} times as long.`,
};

const FORMAT_TITLES = Object.fromEntries(Object.entries(EXPORT_FORMATS).map(([name, { title }]) => [name, title]));

/** @type {Readonly<Record<OptionKey, OptionWords>>} */
export const OPTION_WORDS = Object.freeze({
  format: { label: "Format", group: "file", choices: FORMAT_TITLES, hint: formatHint },
  lossless: { label: "Lossless", group: "file", isOffered: canBeLossy },
  quality: { label: "Quality", group: "file", isOffered: canBeLossy },
  clean_edges: {
    label: "Clean edge colours",
    group: "edges",
    hint: () => "Takes the backdrop’s tint out of soft edges.",
    finished: ({ clean_edges }) => onOrOff(clean_edges),
  },
  edges: {
    label: "Hair and edges",
    group: "edges",
    choices: { fine: "Fine", plain: "Plain" },
    hint: ({ edges }) => EDGES[edges],
    finished: ({ edges }) => (edges === "fine" ? "fine" : "plain"),
  },
  hidden_colours: {
    label: "Hidden colours",
    group: "edges",
    choices: { keep: "Keep", extend: "Extend the subject", clear: "Clear" },
    hint: (options) =>
      counts("hidden_colours", options)
        ? HIDDEN_COLOURS[options.hidden_colours].hint
        : "A lossy file does not keep hidden colours. To choose them, take PNG or Lossless.",
    finished: (options) =>
      counts("hidden_colours", options) ? HIDDEN_COLOURS[options.hidden_colours].finished : "not kept in a lossy file",
  },
  looks: {
    label: "Looks",
    group: "network",
    choices: { automatic: "Automatic", one: "One", all: "All" },
    hint: ({ looks }, model) => (model.length === 1 ? "The model in use looks in one way only." : LOOKS[looks](model)),
  },
});

/**
 * @param {Options} options that a file was made with
 * @returns {[term: string, text: string][]}
 */
export function optionsInWords(options) {
  return Object.values(OPTION_WORDS).flatMap(({ label, finished }) =>
    finished === undefined ? [] : [/** @type {[string, string]} */ ([label, finished(options)])],
  );
}

/** @param {Options} options */
function canBeLossy(options) {
  return counts("lossless", options);
}

/** @param {boolean} value */
function onOrOff(value) {
  return value ? "on" : "off";
}
