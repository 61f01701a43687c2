// What people are told where the model, the browser, the graphics card or the server is the reason: a part of the table in
// errors.js, and nothing else.

import { isStage, stageInfo } from "../shared/stages.js";
import { TRY_AND_REPORT } from "./error-numbers.js";

/** @import { ErrorCode } from "../shared/errors.js" */
/** @import { ErrorWords } from "./errors.js" */
/** @import { PHOTO_ERRORS } from "./photo-errors.js" */

const ASK_SERVER = "Check that the server is running and reachable, then try again.";
const OTHER_MODEL = "Try again. If it fails again, choose another model or another way under “Run on”.";
const OTHER_RUN = "Try again. If it fails again, choose “WASM, one thread” under “Run on”.";

/** @type {{ readonly [C in Exclude<ErrorCode, keyof typeof PHOTO_ERRORS>]: ErrorWords<C> }} */
export const MACHINE_ERRORS = {
  "inference-failed": {
    title: "The network stopped with an error",
    sentence: "It could not look for the subject in this photo.",
    advice: OTHER_RUN,
    retryCanHelp: true,
    cases: {
      "not-run": { sentence: "The model could not be run." },
      incomplete: { sentence: "The model returned incomplete data.", advice: OTHER_MODEL },
      "no-alpha": {
        sentence: "The model returned something else than an outline of the subject.",
        advice: OTHER_MODEL,
      },
      "no-numbers": { sentence: "The model returned values that are not numbers.", advice: OTHER_MODEL },
      stopped: { sentence: "It ended before it had found the subject." },
      "card-lost": { sentence: "The graphics card was lost while it worked." },
      "card-error": { sentence: "The graphics card reported an error." },
    },
  },
  "out-of-memory": {
    title: "There was not enough memory",
    sentence: "The browser gave out no more of it.",
    advice: "Close other tabs and try again, or make the photo smaller first.",
    retryCanHelp: true,
    cases: {
      decode: { sentence: ({ format }) => `This ${format} file needs more than the browser gave out.` },
      photo: { sentence: "This photo needs more than the browser gave out." },
      network: { sentence: "The network needs more than the browser gave out." },
      card: { sentence: "The graphics card ran out of its own." },
      model: { sentence: "The model needs more than the browser gave out." },
    },
  },
  "model-unavailable": {
    title: "The model could not be fetched",
    sentence: "Something that is needed to load it did not work.",
    advice: ASK_SERVER,
    retryCanHelp: true,
    cases: {
      "no-answer": { sentence: "The server cannot be reached." },
      "list-refused": { sentence: ({ status }) => `The server answered ${status} for the list of models.` },
      unknown: { sentence: ({ id }) => `The server has no model called “${id}”.`, advice: "Choose another model." },
      refused: { sentence: ({ status }) => `The server answered ${status} for the model.` },
      "not-fetched": { sentence: "The server did not send it." },
      "broke-off": { sentence: "The connection to the server broke before the whole model was here." },
      "no-room": {
        sentence: "There is too little room on this device to keep the model.",
        advice: "Make room on this device, then try again.",
      },
      "no-checker": { sentence: "The part of the page that checks the model could not be loaded." },
      "no-loader": { sentence: "The part of the page that loads models could not be started." },
      "not-handed-over": {
        sentence: "Its bytes could not be handed to the page.",
        advice: "Close other tabs and try again.",
      },
    },
  },
  "model-corrupt": {
    title: "The model arrived damaged",
    sentence: "It is not what the server announced, so it is not used.",
    advice: "Try again. If it stays so, prepare the model on the server anew.",
    retryCanHelp: true,
    cases: {
      incomplete: { sentence: "A part of it was missing, so it was thrown away." },
      damaged: { sentence: "Its checksum or its length is wrong, so it was thrown away." },
      "no-graph": { sentence: ({ title }) => `The model “${title}” has no graph, so it cannot be used.` },
    },
  },
  "runtime-unavailable": {
    title: "The program that does the work could not be started",
    sentence: "A part of it did not arrive, or this browser cannot run it.",
    advice: "Check that the server is reachable and that this browser is up to date, then press Retry.",
    retryCanHelp: true,
    cases: {
      worker: { sentence: "The program of the worker did not start." },
      python: { sentence: "Python could not be started in this browser." },
      network: { sentence: "ONNX Runtime, which runs the network, could not be started." },
      decoder: { sentence: ({ format }) => `The ${format} decoder could not be loaded.` },
      encoder: { sentence: ({ format }) => `The ${format} encoder could not be loaded.` },
    },
  },
  "session-failed": {
    title: "The model could not be loaded",
    sentence: "It does not run in this browser as it was tried.",
    advice: OTHER_RUN,
    retryCanHelp: true,
    cases: {
      "not-loaded": { sentence: "The model could not be loaded for this browser." },
      "nothing-runs": {
        sentence: "Nothing in this browser can run this model.",
        advice: "Choose another model, or open this page in another browser.",
      },
    },
  },
  "provider-unfit": {
    title: "The graphics card computes something else",
    sentence: "The graphics card does not compute this network right.",
    advice: "Choose another model, or update the browser and the driver of the graphics card.",
    retryCanHelp: true,
    cases: {},
  },
  "worker-crashed": {
    title: "The job stopped without an answer",
    sentence: "Most often there is too little memory for this photo.",
    advice: "Close other tabs and try again.",
    retryCanHelp: true,
    cases: {
      network: { sentence: "The network’s worker was lost, most often for lack of memory." },
      unreadable: { sentence: "The worker’s answer could not be read, most often for lack of memory." },
    },
  },
  "stage-timeout": {
    title: "The job took too long",
    sentence: "It was stopped because it gave no sign of life.",
    advice: "Close other tabs and try again.",
    retryCanHelp: true,
    cases: {
      "": {
        sentence: ({ stage, seconds }) => `“${labelOf(stage)}” gave no sign of life for ${seconds} seconds.`,
      },
    },
  },
  "internal-error": {
    title: "Something went wrong inside Cutroom",
    sentence: "The program met something that it was not made for.",
    advice: TRY_AND_REPORT,
    retryCanHelp: true,
    cases: {},
  },
};

/** @param {unknown} stage */
function labelOf(stage) {
  return isStage(stage) ? stageInfo(stage).label : "A step";
}
