// Why a model could not be loaded, with the error code people see. Nothing else.

/** @import { ErrorCode } from "../shared/errors.js" */

export class LoadError extends Error {
  name = "LoadError";

  /**
   * @param {ErrorCode} code
   * @param {string} message
   * @param {string} [detail]
   */
  constructor(code, message, detail = "") {
    super(message);
    this.code = code;
    this.detail = detail;
  }
}
