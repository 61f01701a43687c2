// Why a model could not be had: the same in the model worker and in the page. Nothing else.

/** @import { Failure } from "./errors.js" */

export class ModelError extends Error {
  name = "ModelError";

  /** @param {Failure} failure */
  constructor({ code, found, detail }) {
    super([code, found.case, detail].filter((part) => part).join(": "));
    this.code = code;
    this.found = found;
    this.detail = detail;
  }
}
