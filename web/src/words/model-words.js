// What the model picker and the model line say: only words, from facts that are handed in.

import { formatBytes, formatDuration } from "../lib/format.js";
import { ModelError } from "../shared/model-error.js";
import { describeProvider } from "../shared/providers.js";
import { describeError } from "./errors.js";

/** @import { Provider, ProviderChoice } from "../shared/providers.js" */
/** @import { Question } from "./message.js" */

/** Less is not told from nothing. */
const LEAST_SECONDS = 0.1;

/**
 * @typedef {object} Transfer a model on its way
 * @property {number} bytes so far
 * @property {number} total
 * @property {number} fetched of the bytes, from the server
 * @property {number | null} rate bytes per second; null while it is not known
 * @property {number | null} left milliseconds; null while it is not known
 */

/** @typedef {{ title: string, bytes: number }} ModelFacts */
/** @typedef {Transfer & { state: "fetching" | "ready" | "failed" | "removed" }} FetchProgress */
/** @typedef {{ bytes: number, isWhole: boolean, canKeep: boolean }} OnDevice */
/** @typedef {{ provider: Provider, threads: number | null, seconds: number }} Speed */

/**
 * @param {Transfer} transfer
 * @returns {string} for example "24 of 88 MB, 9.4 MB a second, 7 s left"
 */
export function transferInWords({ bytes, total, fetched, rate, left }) {
  const amount = `${formatBytes(bytes)} of ${formatBytes(total)}`;
  if (fetched === 0 || rate === null) return amount;
  const rest = left === null ? [] : [`${formatDuration(Math.max(1000, Math.round(left / 1000) * 1000))} left`];
  return [amount, `${formatBytes(Math.round(rate))} a second`, ...rest].join(", ");
}

/**
 * @param {OnDevice} device
 * @param {number} total
 * @returns {string}
 */
export function deviceInWords({ bytes, isWhole, canKeep }, total) {
  if (!canKeep) return "This browser keeps no models here: it is fetched again on each visit";
  if (isWhole) return `On this device, ${formatBytes(total)}`;
  return bytes === 0 ? "Not on this device" : `Partly on this device: ${formatBytes(bytes)} of ${formatBytes(total)}`;
}

/**
 * @param {readonly Speed[]} speeds the last measured first
 * @returns {string} empty where nothing was measured
 */
export function speedInWords(speeds) {
  return speeds
    .slice(0, 2)
    .map(({ provider, threads, seconds }, index) => {
      const time = formatDuration(Math.max(seconds, LEAST_SECONDS) * 1000);
      const text = `${time} a photo on ${describeProvider(provider, threads)}`;
      return index === 0 ? `About ${text}` : text;
    })
    .join("; ");
}

/**
 * @param {number} needed bytes
 * @param {number} free bytes
 */
export function noRoomInWords(needed, free) {
  return `Too little room to keep it: ${formatBytes(needed)} are needed, about ${formatBytes(free)} are free here.`;
}

/**
 * Why a model, or the list of them, could not be had, and what to do.
 *
 * @param {unknown} error
 * @returns {string}
 */
export function modelProblemInWords(error) {
  if (error instanceof ModelError) {
    const { sentence, advice } = describeError(error.code, error.found);
    return `${sentence} ${advice}`;
  }
  // What is wrong with a list of models is for whoever runs the server.
  const text = error instanceof Error ? error.message : String(error);
  return `${/[.!?]$/.test(text) ? text : `${text}.`} Check that the server is running and reachable.`;
}

/**
 * @param {{ title: string, licence: string }} model
 * @returns {Question}
 */
export function licenceQuestion({ title, licence }) {
  return {
    title: `Use ${title}?`,
    text: `Its licence does not allow commercial use: ${licence}.`,
    yes: "Use it, not commercially",
    no: "Do not use it",
  };
}

/** @param {ModelFacts} model before anything of it was fetched */
export function modelInWords({ title, bytes }) {
  return `${title} model, ${formatBytes(bytes)}, downloaded once from this server`;
}

/**
 * @param {ModelFacts} model
 * @param {FetchProgress} progress
 * @returns {string}
 */
export function progressInWords({ title, bytes }, progress) {
  switch (progress.state) {
    // "Fetching" and not "downloading": it may come out of this browser's own store.
    case "fetching":
      return `Fetching the ${title} model: ${transferInWords(progress)}`;
    case "ready":
      return `${title} model, ${formatBytes(bytes)}, ready`;
    case "failed":
      return `${title} model, ${formatBytes(bytes)}, could not be fetched`;
    case "removed":
      return modelInWords({ title, bytes });
  }
}

/**
 * @param {Provider} provider what really ran last
 * @param {number | null} threads
 * @param {ProviderChoice} wanted
 */
export function ranOnInWords(provider, threads, wanted) {
  const fellBack = wanted === "webgpu" && provider !== "webgpu";
  return `Running on ${describeProvider(provider, threads)}${fellBack ? "; WebGPU did not work" : ""}`;
}

/** @param {{ id: string, title: string }} model */
export function askedByAddress({ id, title }) {
  return `The address of this page asks for ${title} (?model=${id}). Another choice holds until you reload.`;
}
