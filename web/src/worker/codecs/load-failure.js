// A codec that cannot be fetched or started is no fault of the picture: the error that says so.

import { failureOf } from "../../shared/errors.js";
import { JobError } from "../job-error.js";

/**
 * @param {string} format as people know it
 * @param {"decode" | "encode"} stage
 * @param {unknown} error
 */
export function loadFailure(format, stage, error) {
  const part = stage === "decode" ? /** @type {const} */ ("decoder") : /** @type {const} */ ("encoder");
  return new JobError(failureOf("runtime-unavailable", { case: part, format }, String(error)), stage);
}
