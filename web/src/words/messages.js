// The words of the notices: what happened and what can be done. Only words; showing them is notices.js's work, and the
// words for a failed item are in errors.js; those for what an addition left out in intake-words.js.

import { formatCount } from "../lib/format.js";
import { describePlan } from "../shared/providers.js";
import { describeError } from "./errors.js";
import { modelProblemInWords } from "./model-words.js";
import { reasonOf } from "./reason.js";
import { CHOICE_NAMES } from "./run-on-words.js";

/** @import { Fallback, ProviderChoice } from "../shared/providers.js" */

/** @import { Message } from "./message.js" */

/**
 * @param {string} text what there is no room for
 * @returns {Message}
 */
export function shortOfSpaceMessage(text) {
  return { key: "space", tone: "info", title: "Not everything can be kept on this device", text };
}

/** @returns {Message} */
export function spoiledMessage() {
  return {
    key: "spoiled",
    tone: "info",
    title: "A cutout that was kept on this device is damaged or gone",
    text: "It is not used. Where the photo is still at hand it is made again; else its row says so.",
  };
}

/**
 * @param {readonly string[]} missing
 * @returns {Message}
 */
export function browserTooOldMessage(missing) {
  return {
    key: "start",
    tone: "error",
    title: "This browser cannot run Cutroom",
    text: `It lacks ${missing.join(" and ")}. Use a current version of Chrome, Edge, Firefox or Safari, and if a strict protection mode is on, allow this site.`,
    isDismissable: false,
  };
}

/**
 * @param {unknown} error
 * @param {() => void} onReload
 * @returns {Message}
 */
export function incompletePageMessage(error, onReload) {
  return {
    key: "start",
    tone: "error",
    title: "The page arrived incomplete",
    text: `${reasonOf(error)} Reload it; if that does not help, the server and its files are of different versions.`,
    action: { label: "Reload", onPress: onReload },
    isDismissable: false,
  };
}

/**
 * @param {unknown} error
 * @param {() => void} onRetry
 * @returns {Message}
 */
export function noCatalogueMessage(error, onRetry) {
  return {
    key: "start",
    tone: "error",
    title: "The list of models could not be loaded",
    text: modelProblemInWords(error),
    action: { label: "Try again", onPress: onRetry },
    isDismissable: false,
  };
}

/**
 * @param {() => void} onRetry
 * @returns {Message}
 */
export function noModelMessage(onRetry) {
  return {
    key: "start",
    tone: "error",
    title: "This server has no model yet",
    text: "Whoever runs it has to prepare one first; the README says how.",
    action: { label: "Try again", onPress: onRetry },
    isDismissable: false,
  };
}

/**
 * @param {string} wanted
 * @param {string} used
 * @returns {Message}
 */
export function otherModelMessage(wanted, used) {
  return {
    key: "other-model",
    tone: "info",
    title: `There is no model called “${wanted}” here`,
    text: `The ${used} model is used instead.`,
  };
}

/**
 * @param {string} title
 * @param {() => void} onAsk
 * @returns {Message}
 */
export function licenceNeededMessage(title, onAsk) {
  return {
    key: "start",
    tone: "info",
    title: "No model may be used yet",
    text: `The licence of ${title} does not allow commercial use, and this server has no other model.`,
    action: { label: "Ask me again", onPress: onAsk },
    isDismissable: false,
  };
}

/**
 * @param {string} used
 * @returns {Message}
 */
export function otherModelOfBatchMessage(used) {
  return {
    key: "other-model",
    tone: "info",
    title: "The batch was made with another model",
    text: `The rest of it is made with ${used}.`,
  };
}

/**
 * @param {Fallback} fallback
 * @returns {Message}
 */
export function fellBackMessage({ failed, failure: { code, found, detail }, next }) {
  const then =
    next === null
      ? "Nothing else in this browser can run this model."
      : `${describePlan(next)} does the work from here on, until this page is reloaded. No photo is lost by it.`;
  return {
    key: "provider",
    tone: "info",
    title: `${describePlan(failed)} failed on this device`,
    text: `${describeError(code, found).sentence} ${then}`,
    ...(detail !== "" && { list: { summary: "What exactly", lines: [detail] } }),
  };
}

/**
 * @param {ProviderChoice} choice
 * @param {string} used
 * @param {string} note why, as sentences
 * @returns {Message}
 */
export function otherProviderMessage(choice, used, note) {
  return {
    key: "provider",
    tone: "info",
    title: `${CHOICE_NAMES[choice]} cannot be used here`,
    text: `${note} ${used} runs instead.`.trim(),
  };
}

/**
 * @param {string} model
 * @param {string} note why, as sentences
 * @returns {Message}
 */
export function cannotRunMessage(model, note) {
  return {
    key: "provider",
    tone: "error",
    title: `The ${model} model cannot run in this browser`,
    text: `${note} Choose another model, or open this page in another browser.`,
  };
}

/**
 * @param {(() => void) | null} onReload null while a batch is running
 * @returns {Message}
 */
export function newVersionMessage(onReload) {
  return {
    key: "new-version",
    tone: "info",
    title: "A new version is ready",
    text: "It is used when you reload.",
    ...(onReload !== null && { action: { label: "Reload", onPress: onReload } }),
  };
}

/**
 * @param {() => void} onTry
 * @returns {Message}
 */
export function serverAwayMessage(onTry) {
  return {
    key: "server-away",
    tone: "info",
    title: "Waiting for the server",
    text:
      "It cannot be reached, and something that is needed now is not stored in this browser yet. " +
      "Finished cutouts are safe. The photos that wait go on by themselves when the server is back.",
    action: { label: "Try now", onPress: onTry },
    isDismissable: false,
  };
}

/**
 * @param {number} unsaved cutouts that were never downloaded
 * @param {number} added photos that came in while this was asked before
 * @returns {{ title: string, text: string }}
 */
export function clearQuestion(unsaved, added) {
  const more = `${formatCount(added, "photo was", "photos were")} added meanwhile and would go too. `;
  const lost = `${formatCount(unsaved, "finished cutout is", "finished cutouts are")} not downloaded yet and would be lost.`;
  return { title: "Clear the list?", text: `${added > 0 ? more : ""}${unsaved > 0 ? lost : ""}`.trim() };
}
