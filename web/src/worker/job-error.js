// An error that knows its code and stage, and the one place where anything thrown in the worker becomes a "failed" message.

/** @import { ErrorCode } from "../shared/errors.js" */
/** @import { FailedMessage } from "../shared/protocol.js" */
/** @import { Stage } from "../shared/stages.js" */

export class JobError extends Error {
  name = "JobError";

  /**
   * @param {ErrorCode} code
   * @param {Stage} stage
   * @param {string} message one sentence for people
   * @param {string} [detail] for a bug report
   */
  constructor(code, stage, message, detail = "") {
    super(message);
    this.code = code;
    this.stage = stage;
    this.detail = detail;
  }
}

/**
 * @param {unknown} error
 * @param {Stage} stage where the job was when it was thrown
 * @returns {FailedMessage}
 */
export function toFailure(error, stage) {
  if (error instanceof JobError) {
    return { type: "failed", code: error.code, stage: error.stage, message: error.message, detail: error.detail };
  }
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (isMemoryFailure(detail)) {
    return { type: "failed", code: "out-of-memory", stage, message: "The browser gave out no more memory.", detail };
  }
  return { type: "failed", code: "internal-error", stage, message: "Something unexpected happened.", detail };
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
