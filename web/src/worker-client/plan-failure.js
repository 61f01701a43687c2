// Whose fault a failure was: the photo's, or that of the way in which the network was run. Only rules; trying and
// remembering is provider-chooser.js.

/** @import { FailedMessage } from "../shared/protocol.js" */
/** @import { Plan } from "../shared/providers.js" */

/**
 * Was it the way of running the network that failed, and not the photo? Then the photo is tried the next way.
 *
 * @param {Pick<FailedMessage, "code" | "stage">} failure
 * @param {Plan} plan
 * @returns {"photo" | "plan" | "provider"} provider: the other plans of this provider would fail too
 */
export function whatFailed({ code, stage }, { provider, threads, variant }) {
  const isInNetwork = stage === "start" || stage === "inference";
  if (provider === "webgpu") {
    switch (code) {
      case "provider-unfit":
      case "session-failed":
        return "plan";
      case "inference-failed":
        // A shader that is refused, a driver that falls over, a number beyond the format: all may be float16's fault.
        return variant.precision === "float16" ? "plan" : "provider";
      case "out-of-memory":
      case "stage-timeout":
      case "worker-crashed":
      case "runtime-unavailable":
        return isInNetwork ? "provider" : "photo";
      default:
        return "photo";
    }
  }
  // A lack of memory is the queue's business: it tries once more with less. A death without a word is mostly that.
  const isThreads = code === "session-failed" || (isInNetwork && ["inference-failed", "stage-timeout"].includes(code));
  return threads > 1 && isThreads ? "plan" : "photo";
}

/**
 * A runtime that did not arrive may arrive next time; everything else will be as it was.
 *
 * @param {Pick<FailedMessage, "code">} failure
 */
export function isWorthRemembering({ code }) {
  return code !== "runtime-unavailable";
}
