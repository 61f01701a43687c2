// The graphics device that ONNX Runtime made, watched: its loss, and errors that no promise of the runtime reports. It
// makes no device and computes nothing.

import { failureOf } from "../shared/errors.js";
import { isMemoryFailure, JobError } from "./job-error.js";

/**
 * The part of a GPUDevice that is used here.
 * @typedef {EventTarget & { lost: Promise<{ reason?: string, message?: string }> }} Gpu
 */

/**
 * @typedef {object} WatchedGpu
 * @property {Promise<never>} lost rejects when the device is gone
 * @property {() => Promise<void>} assertNoError throws where the device has reported an error: its results are worth nothing
 */

/**
 * @param {unknown} device
 * @returns {WatchedGpu | null} null where the runtime does not say which device is its own
 */
export function watchGpu(device) {
  if (!(device instanceof EventTarget && "lost" in device)) {
    return null;
  }
  const gpu = /** @type {Gpu} */ (device);
  let problem = "";
  gpu.addEventListener("uncapturederror", (event) => {
    const { error } = /** @type {Event & { error?: Error }} */ (event);
    problem ||= `${error?.constructor.name ?? "error"}: ${error?.message ?? "no message"}`;
  });
  const lost = gpu.lost.then(({ reason, message }) => {
    const detail = [reason, message].filter((word) => word).join(": ");
    throw new JobError(failureOf("inference-failed", { case: "card-lost" }, detail), "inference");
  });
  // Nobody waits for it between two runs.
  lost.catch(() => {});
  return {
    lost,
    async assertNoError() {
      // The event of an error that is already known is a task of its own.
      await new Promise((resolve) => setTimeout(resolve));
      if (problem !== "") {
        throw isMemoryFailure(problem)
          ? new JobError(failureOf("out-of-memory", { case: "card" }, problem), "inference")
          : new JobError(failureOf("inference-failed", { case: "card-error" }, problem), "inference");
      }
    },
  };
}
