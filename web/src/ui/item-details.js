// What can be unfolded under a finished or failed item: the model, provider, time per stage, the settings it was made
// with, and what the pipeline noted about the source. The content is made when it is first opened; most rows never are.

import { formatDuration } from "../lib/format.js";
import { describeProvider } from "../shared/providers.js";
import { STAGES } from "../shared/stages.js";
import { detailsInWords } from "../words/detail-words.js";
import { doubtDetails } from "../words/doubt-words.js";
import { failureForReport } from "../words/errors.js";
import { optionsInWords } from "../words/options.js";
import { element } from "./element.js";

/** @import { Item } from "../queue/item.js" */

/** Beside Python's start, in the same stage. */
const LOADING = { name: "session", label: "Loading the network" };

/**
 * @param {(id: string) => string} modelTitle
 * @returns {{ element: HTMLDetailsElement, update: (item: Item) => void }}
 */
export function createItemDetails(modelTitle) {
  const list = element("dl", { class: "details-list" });
  const details = element("details", { class: "item-details" }, element("summary", {}, "Details"), list);
  /** @type {Item | null} */
  let shown = null;
  let isFilled = false;

  function fill() {
    if (shown === null || isFilled || !details.open) return;
    isFilled = true;
    list.replaceChildren(
      ...rowsOf(shown, modelTitle).map(([term, text]) =>
        element("div", { class: "details-row" }, element("dt", {}, term), element("dd", {}, text)),
      ),
    );
  }
  details.addEventListener("toggle", fill);

  return {
    element: details,
    update(item) {
      if (item === shown) return;
      shown = item;
      isFilled = false;
      details.hidden = rowsOf(item, modelTitle).length === 0;
      if (details.hidden) details.open = false;
      fill();
    },
  };
}

/**
 * @param {Item} item
 * @param {(id: string) => string} modelTitle
 * @returns {[term: string, text: string][]}
 */
function rowsOf({ result, error }, modelTitle) {
  /** @type {[string, string][]} */
  const report = error === null ? [] : [["For a bug report", failureForReport(error)]];
  if (result === null) return report;
  const { timings, details, options, model, provider, threads, work, facts, look, looks } = result;
  return [
    ...report,
    ...doubtDetails(facts),
    ...(model === null ? [] : [pair("Model", modelTitle(model))]),
    ...(provider === null ? [] : [pair("Ran on", describeProvider(provider, threads))]),
    ...(work === "finish" ? [pair("Subject", "found earlier; the network did not run again")] : []),
    ...[...STAGES.slice(0, 2), LOADING, ...STAGES.slice(2)].flatMap(({ name, label }) => {
      const seconds = timings[name];
      return seconds === undefined ? [] : [pair(label, formatDuration(seconds * 1000))];
    }),
    ...looks.map((each) => pair(`Look ${each.look}`, formatDuration(each.seconds * 1000))),
    ...(look === null ? [] : [pair("Made from look", look)]),
    ...optionsInWords(options),
    ...detailsInWords(details),
  ];
}

/**
 * @param {string} term
 * @param {string} text
 * @returns {[string, string]}
 */
function pair(term, text) {
  return [term, text];
}
