// An error that knows its code and stage, and the one place where anything thrown in the worker becomes a "failed" message.

import { failureOf } from "../shared/errors.js";

/** @import { Failure } from "../shared/errors.js" */
/** @import { FailedMessage } from "../shared/protocol.js" */
/** @import { Stage } from "../shared/stages.js" */

export class JobError extends Error {
  name = "JobError";

  /**
   * @param {Failure} failure
   * @param {Stage} stage
   */
  constructor({ code, found, detail }, stage) {
    super([code, found.case, detail].filter((part) => part).join(": "));
    this.code = code;
    this.found = found;
    this.detail = detail;
    this.stage = stage;
  }
}

/**
 * @param {unknown} error
 * @param {Stage} stage where the job was when it was thrown
 * @returns {FailedMessage}
 */
export function toFailure(error, stage) {
  if (error instanceof JobError) {
    const { code, stage: at, found, detail } = error;
    return { type: "failed", code, stage: at, found, detail };
  }
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const failure = isMemoryFailure(detail)
    ? failureOf("out-of-memory", {}, detail)
    : failureOf("internal-error", {}, detail);
  return { type: "failed", stage, ...failure };
}

/**
 * Engines word it differently: V8 "Array buffer allocation failed" and "could not allocate memory", SpiderMonkey "out of
 * memory", JavaScriptCore "Out of memory", emscripten "Cannot enlarge memory", C++ "std::bad_alloc",
 * WebGPU "GPUOutOfMemoryError".
 *
 * @param {string} text
 */
export function isMemoryFailure(text) {
  return /out of memory|OutOfMemory|allocation failed|could not allocate|enlarge memory|bad_alloc/i.test(text);
}
