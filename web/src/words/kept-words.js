// Words about what is kept on this device: the offer of an earlier batch, what of it is lost, and what there is no room for.
// Pure.

import { formatBytes, formatCount } from "../lib/format.js";
import { withCutouts } from "../queue/selectors.js";

/** @import { Item } from "../queue/item.js" */
/** @import { JournalProblem } from "../storage/journal-format.js" */

/** @typedef {{ records: number, cutouts: number, sources: number }} Losses how many of each */
/** @typedef {{ items: readonly Item[], problem: JournalProblem | null, loose: readonly unknown[], lost: Losses, savedAt: number }} EarlierBatch */
/** @typedef {{ needs: number, free: number | null }} Shortage bytes; free: null where the browser refused more than it had said */

export const OPEN_ELSEWHERE = "This batch is open in another tab now.";

/** @param {number} most */
export function tooManyTogether(most) {
  return `Together with the photos on this page that would be more than ${most}: press Clear first.`;
}

/** @param {unknown} error */
export function didNotWork(error) {
  return `That did not work: ${error instanceof Error ? error.message : error}`;
}

/**
 * @param {EarlierBatch} batch
 * @param {number} others how many more batches wait to be offered
 * @returns {{ title: string, text: string }}
 */
export function offerInWords({ items, problem, loose, lost, savedAt }, others) {
  const more = others === 0 ? [] : [`${formatCount(others, "older batch is", "older batches are")} kept as well.`];
  if (problem !== null) {
    const found =
      loose.length === 0
        ? "No finished cutout could be found."
        : `${formatCount(loose.length, "finished cutout was", "finished cutouts were")} found, without the names of the photos.`;
    const why =
      problem === "newer"
        ? "It was kept by a newer version of this page, which this one cannot read."
        : "The list of its photos is damaged, so it cannot be resumed.";
    return { title: "A batch on this device cannot be read", text: [why, found, ...more].join(" ") };
  }
  const found = formatCount(loose.length, "finished cutout was", "finished cutouts were");
  const nameless = loose.length === 0 ? [] : [`${found} found without the names of the photos.`];
  const kept = `${photosInWords(items)} of your last batch ${items.length === 1 ? "is" : "are"} kept on this device`;
  return {
    title: "Your last batch is still here",
    text: [
      `${kept}${savedAt === 0 ? "" : ` (${when(savedAt)})`}.`,
      ...changesInWords(items),
      ...lossesInWords(lost),
      ...nameless,
      ...more,
    ].join(" "),
  };
}

/**
 * @param {readonly Item[]} items
 * @returns {string[]} sentences: what else than unfinished photos starts when the batch is resumed
 */
function changesInWords(items) {
  const count = withCutouts(items).filter(({ status }) => status === "queued" || status === "processing").length;
  if (count === 0) return [];
  const wait = formatCount(count, "finished photo waits", "finished photos wait");
  return [`${wait} to be changed: “Resume batch” does that.`];
}

/**
 * @param {readonly Item[]} items
 * @returns {string} for example "12 finished and 5 unfinished photos"
 */
export function photosInWords(items) {
  // What waits to be changed is finished as it is.
  const finished = withCutouts(items).length;
  const words = /** @type {const} */ ([
    ["queued", "unfinished"],
    ["failed", "failed"],
    ["cancelled", "cancelled"],
  ]);
  const others = words.flatMap(([status, word]) => {
    const count = items.filter((item) => item.status === status && item.result === null).length;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  const counts = [...(finished === 0 ? [] : [`${finished} finished`]), ...others];
  const last = counts.pop() ?? "0 finished";
  return `${counts.length === 0 ? last : `${counts.join(", ")} and ${last}`} ${items.length === 1 ? "photo" : "photos"}`;
}

/**
 * @param {Losses} lost
 * @returns {string[]} sentences
 */
function lossesInWords({ records, cutouts, sources }) {
  return [
    ...(cutouts > 0 ? [`${formatCount(cutouts, "finished cutout is", "finished cutouts are")} gone.`] : []),
    ...(sources > 0
      ? [
          `${formatCount(sources, "unfinished photo was", "unfinished photos were")} not kept: add ${sources === 1 ? "it" : "them"} again.`,
        ]
      : []),
    ...(records > 0 ? [`${formatCount(records, "entry", "entries")} of its list could not be read.`] : []),
  ];
}

/** @typedef {{ finishedPhotos: number, unchangeable: number, lost: number }} WithoutCopy how many finished photos, for lack of room; unchangeable: of them, those of which the page has nothing else; lost: how many more, of which it has nothing, for another reason */

/**
 * @param {boolean} canKeep
 * @param {WithoutCopy} withoutCopy
 */
export function keepingInWords(canKeep, withoutCopy) {
  if (!canKeep) return "This browser keeps no files for this page: download your cutouts before you close it.";
  const copies = withoutCopy.finishedPhotos + withoutCopy.lost === 0 ? ", with copies of your photos" : "";
  const kept = `Kept on this device until you press Clear${copies}: a reload or a crash loses nothing that is finished.`;
  return [kept, ...withoutCopyInWords(withoutCopy)].join(" ");
}

/**
 * @param {WithoutCopy} withoutCopy
 * @returns {string[]} sentences
 */
function withoutCopyInWords({ finishedPhotos, unchangeable, lost }) {
  const sentence = (/** @type {number} */ count, /** @type {string} */ when, why = ", for lack of space") => {
    const them = count === 1 ? "it" : "them";
    const have = formatCount(count, "finished photo has", "finished photos have");
    return count === 0 ? [] : [`${have} no copy${why}: to change ${them}${when}, add ${them} again.`];
  };
  return [
    ...sentence(finishedPhotos - unchangeable, " after this page is closed"),
    ...sentence(unchangeable, ""),
    ...sentence(lost, "", " any more"),
  ];
}

/**
 * @param {{ photos: Shortage | null, cutouts: number, journal: boolean, isSilent: boolean } & WithoutCopy} shortage
 * @returns {string} sentences; empty where there is room for all
 */
export function shortageInWords({ photos, cutouts, journal, isSilent, ...withoutCopy }) {
  const sentences = [];
  if (photos !== null) {
    const free = photos.free === null ? "" : `, ${formatBytes(photos.free)} free`;
    const room = `needs ${formatBytes(photos.needs)}${free}`;
    sentences.push(`Not enough space on this device to keep unfinished photos for a resume (${room}).`);
  }
  if (cutouts > 0 || journal) sentences.push("Not enough space on this device to keep finished cutouts.");
  if (isSilent) sentences.push("The browser’s storage does not answer, so not everything is kept.");
  if (sentences.length === 0) return "";
  sentences.push(...withoutCopyInWords(withoutCopy));
  const inMemory = cutouts > 0 || journal || isSilent;
  sentences.push(
    inMemory
      ? "Processing goes on; finished cutouts stay in memory: download them before you close this page."
      : "Processing goes on; finished cutouts are kept.",
  );
  return sentences.join(" ");
}

/**
 * @param {Pick<EarlierBatch, "items" | "loose">} batch
 * @returns {{ title: string, text: string, yes: string, no: string }}
 */
export function discardQuestion({ items, loose }) {
  const open = items.length - withCutouts(items).length;
  const finished = items.length - open + loose.length;
  const copies = open === 0 ? "" : ` So is what was kept to go on with ${formatCount(open, "other photo")}.`;
  return {
    title: "Discard this batch?",
    text: `${formatCount(finished, "finished cutout is", "finished cutouts are")} deleted from this device.${copies} Your own files stay.`,
    yes: "Discard",
    no: "Keep them",
  };
}

/** @param {number} time milliseconds since 1970 */
function when(time) {
  return new Date(time).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
}
