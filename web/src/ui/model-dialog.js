// The model picker: a native dialog with one card a model. It is opened, told and closed; it chooses nothing.

import { element, icon, setText } from "./element.js";
import { createModelCard } from "./model-card.js";

/** @import { ModelDescriptor } from "../shared/model.js" */
/** @import { CardFacts } from "./model-card.js" */

/**
 * @param {object} parts
 * @param {HTMLDialogElement} parts.dialog
 * @param {readonly { model: ModelDescriptor, total: number }[]} parts.models
 * @param {string} parts.remark on how the model in use was chosen; may be empty
 * @param {(id: string) => void} parts.onUse
 * @param {(id: string) => void} parts.onDownload
 * @param {(id: string) => void} parts.onRemove
 */
export function createModelDialog({ dialog, models, remark, onUse, onDownload, onRemove }) {
  const cards = new Map(
    models.map(({ model, total }) => {
      const { id } = model;
      const handlers = { onUse: () => onUse(id), onDownload: () => onDownload(id), onRemove: () => onRemove(id) };
      return [id, createModelCard({ model, total, handlers })];
    }),
  );
  const close = element("button", { class: "button button-small button-icon", type: "button", "aria-label": "Close" });
  close.append(icon("close").element);
  close.addEventListener("click", () => dialog.close());
  const news = element("p", { class: "visually-hidden", role: "status" });
  const intro = "What you choose is used for photos that start from then on, and remembered in this browser.";
  dialog.append(
    element(
      "div",
      { class: "models-head" },
      element("h2", { class: "dialog-title", id: "models-title" }, "Models"),
      close,
    ),
    element("p", { class: "models-intro" }, intro),
    ...(remark === "" ? [] : [element("p", { class: "models-remark" }, remark)]),
    element("ul", { class: "models-list" }, ...[...cards.values()].map((card) => card.element)),
    element("p", { class: "models-foot" }, "Speed is the time of the network alone; edges and encoding come on top."),
    news,
  );

  return {
    /** @param {string} id whose card has the focus then */
    open(id) {
      setText(news, "");
      dialog.showModal();
      cards.get(id)?.focus();
    },
    isOpen: () => dialog.open,
    /** @param {string} id @param {CardFacts} facts */
    update: (id, facts) => cards.get(id)?.update(facts),
    /** For screen readers, what just happened. @param {string} text */
    say: (text) => setText(news, text),
  };
}
