// Whether Cutroom works without its server, and whether the server is there, in words. Pure.

import { formatBytes } from "../lib/format.js";

/**
 * @typedef {{ kind: "unsupported", reason: "insecure" | "browser" }
 *   | { kind: "storing", bytes: number, total: number }
 *   | { kind: "stored" }
 *   | { kind: "not-stored", reason: "no-room" | "no-answer" }} OfflineState
 */

/**
 * @typedef {object} OfflineFacts
 * @property {OfflineState | null} state of the program's files; null while nothing is known
 * @property {boolean} isModelHere
 * @property {boolean} isServerAway
 */

/**
 * @param {OfflineFacts} facts
 * @returns {string} empty while there is nothing to say
 */
export function offlineInWords({ state, isModelHere, isServerAway }) {
  const isReady = state?.kind === "stored" && isModelHere;
  if (isServerAway) {
    return isReady
      ? "The server cannot be reached. All that is needed is stored here, so work goes on."
      : "The server cannot be reached. What needs it waits.";
  }
  switch (state?.kind) {
    case undefined:
      return "";
    case "stored":
      return isModelHere ? "Ready to work offline." : "Works offline once the model is here.";
    case "storing":
      return `Storing the program for offline use: ${formatBytes(state.bytes)} of ${formatBytes(state.total)}`;
    case "not-stored":
      return state.reason === "no-room"
        ? "Works only with its server: this browser has too little room to store the program."
        : "Works only with its server for now: the program could not be stored completely.";
    case "unsupported":
      return state.reason === "insecure"
        ? "Works only with its server: offline use needs https or localhost."
        : "Works only with its server: this browser does not store programs.";
  }
}
