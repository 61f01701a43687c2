// Why a model could not be had, with the error code people see: the same in the model worker and in the page. Nothing else.

/** @import { ErrorCode } from "./errors.js" */

export class ModelError extends Error {
  name = "ModelError";

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
