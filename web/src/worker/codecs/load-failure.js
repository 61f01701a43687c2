// A codec that cannot be fetched or started is no fault of the picture: the error that says so.

import { JobError } from "../job-error.js";

/** @import { Stage } from "../../shared/stages.js" */

/**
 * @param {string} message
 * @param {Stage} stage
 * @param {unknown} error
 */
export function loadFailure(message, stage, error) {
  return new JobError("runtime-unavailable", stage, message, String(error));
}
