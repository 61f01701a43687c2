// One model in the picker: what it is, what it costs to get, how fast it was here, and its buttons. It shows what it is
// told; what a press does is decided elsewhere.

import { formatBytes } from "../lib/format.js";
import { deviceInWords, speedInWords, transferInWords } from "../words/model-words.js";
import { element, setAttribute, setText } from "./element.js";

/** @import { ModelDescriptor } from "../shared/model.js" */
/** @import { OnDevice, Speed, Transfer } from "../words/model-words.js" */

/**
 * @typedef {object} CardFacts
 * @property {boolean} isInUse
 * @property {OnDevice | null} device null while it is being looked up
 * @property {Transfer | null} transfer while it is on its way
 * @property {readonly Speed[]} speeds
 * @property {string} problem why it could not be had; empty where nothing failed
 */

/**
 * @typedef {object} CardHandlers
 * @property {() => void} onUse
 * @property {() => void} onDownload
 * @property {() => void} onRemove
 */

/**
 * @param {{ model: ModelDescriptor, total: number, handlers: CardHandlers }} parts total: bytes to download
 */
export function createModelCard({ model, total, handlers }) {
  const titleId = `model-${model.id}`;
  const use = createButton(model.title, handlers.onUse);
  const download = createButton(model.title, handlers.onDownload);
  const remove = createButton(model.title, handlers.onRemove);
  const device = element("dd", {});
  const speed = element("dd", {});
  const bar = element("progress", { class: "progress", "aria-label": `Download of ${model.title}`, max: 1 });
  const problem = element("p", { class: "model-problem" });
  const speedRow = factRow("Speed here", speed);
  const card = element(
    "li",
    { class: "model-card", "data-model": model.id, "aria-labelledby": titleId },
    element(
      "div",
      {},
      element("h3", { class: "model-title", id: titleId }, model.title),
      element("p", {}, model.description),
      ...(model.note === null ? [] : [element("p", { class: "model-note" }, model.note)]),
      element(
        "dl",
        { class: "model-facts" },
        factRow("Download", element("dd", {}, `${formatBytes(total)}, once`)),
        factRow("Licence", licenceOf(model)),
        factRow("State", device),
        speedRow,
      ),
      problem,
      bar,
    ),
    element("div", { class: "model-buttons" }, use.element, download.element, remove.element),
  );

  return {
    element: card,
    focus: () => use.element.focus(),
    /** @param {CardFacts} facts */
    update({ isInUse, device: kept, transfer, speeds, problem: failed }) {
      const isFetching = transfer !== null;
      setAttribute(
        card,
        "data-state",
        isFetching ? "fetching" : kept?.isWhole ? "here" : kept?.bytes ? "partly" : "absent",
      );
      setAttribute(card, "data-in-use", isInUse ? "" : null);
      use.show(isInUse ? "In use" : "Use");
      setAttribute(use.element, "aria-pressed", String(isInUse));
      const text = kept === null ? "" : deviceInWords(kept, total);
      setText(
        device,
        transfer === null
          ? text
          : `${transfer.fetched > 0 ? "On its way" : "Getting ready"}: ${transferInWords(transfer)}`,
      );
      bar.hidden = !isFetching;
      bar.value = transfer === null ? 0 : Math.min(1, transfer.bytes / transfer.total);
      setText(speed, speedInWords(speeds));
      speedRow.hidden = speeds.length === 0;
      setText(problem, failed);
      problem.hidden = failed === "" || isFetching;

      const isOnOffer = kept?.canKeep === true && !kept.isWhole;
      const hadFocus = [download.element, remove.element].some((each) => each === document.activeElement);
      download.element.hidden = !isFetching && !isOnOffer;
      download.show(
        isFetching ? "Downloading" : failed !== "" ? "Retry" : kept?.bytes ? "Continue download" : "Download",
      );
      setAttribute(download.element, "aria-disabled", isFetching ? "true" : null);
      remove.element.hidden = isFetching || kept === null || kept.bytes === 0;
      remove.show("Remove");
      // A button that goes away under the keyboard's focus would leave it nowhere.
      const isGone = [download.element, remove.element].every((each) => each !== document.activeElement || each.hidden);
      if (hadFocus && isGone) use.element.focus({ preventScroll: true });
    },
  };
}

/** @param {ModelDescriptor} model */
function licenceOf({ licence, licence_url: url, commercial_use: isCommercial }) {
  const text = url === null ? licence : element("a", { href: url, target: "_blank", rel: "noreferrer" }, licence);
  const mark = element("strong", { class: "model-mark" }, "Not for commercial use");
  return element("dd", {}, text, ...(isCommercial ? [] : [" ", mark]));
}

/** @param {string} term @param {HTMLElement} value */
function factRow(term, value) {
  return element("div", { class: "model-fact" }, element("dt", {}, term), value);
}

/**
 * Its name says which model it is for, because a screen reader may list buttons without what is around them.
 *
 * @param {string} title
 * @param {() => void} onPress
 */
function createButton(title, onPress) {
  const words = element("span", {});
  const button = element(
    "button",
    { class: "button button-small", type: "button" },
    words,
    element("span", { class: "visually-hidden" }, ` ${title}`),
  );
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-disabled") !== "true") onPress();
  });
  return { element: button, show: (/** @type {string} */ label) => setText(words, label) };
}
