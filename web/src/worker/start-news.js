// What the page hears while a job worker starts: how long it is to wait for the next word, and that Python runs. A start from
// a snapshot takes a second or two; one that hangs is to be given up long before the stage's limit.

/** @import { ProgressMessage, PythonMessage } from "../shared/protocol.js" */

/** Many times what the slowest start from a snapshot took. After it the page starts a worker without one. */
const SNAPSHOT_LIMIT_SECONDS = 60;

/**
 * @param {(message: ProgressMessage | PythonMessage) => void} post
 */
export function createStartNews(post) {
  let isFromSnapshot = false;
  /** Of the network's step; null: the stage's own. @type {number | null} */
  let networkLimit = null;

  function tell() {
    const limitSeconds = isFromSnapshot
      ? Math.min(networkLimit ?? SNAPSHOT_LIMIT_SECONDS, SNAPSHOT_LIMIT_SECONDS)
      : networkLimit;
    post({ type: "progress", stage: "start", fraction: null, limitSeconds });
  }

  return {
    /** Python is to come from a snapshot, which has yet to prove itself. */
    snapshotUsed() {
      isFromSnapshot = true;
      tell();
    },
    pythonRuns() {
      isFromSnapshot = false;
      post({ type: "python" });
      tell();
    },
    /** @param {number | null} limitSeconds of the network's next step */
    networkBegins(limitSeconds) {
      networkLimit = limitSeconds;
      tell();
    },
  };
}
