// Before a model that must not be used commercially is used for the first time in this browser, the person is asked. A
// licence that changes is asked about anew.

import { createMemory } from "../ui/memory.js";
import { licenceQuestion } from "../words/model-words.js";

/** @import { ModelDescriptor } from "../shared/model.js" */
/** @import { Question } from "../words/message.js" */

const MOST = 50;

/**
 * @param {object} parts
 * @param {(question: Question) => Promise<boolean>} parts.ask
 * @param {() => Pick<Storage, "getItem" | "setItem">} [parts.storage]
 */
export function createModelLicences({ ask, storage = () => localStorage }) {
  const memory = createMemory({ key: "cutroom.licences", read: readTexts, fallback: [], storage });
  let accepted = memory.recall();

  /** @param {ModelDescriptor} model */
  const isFree = (model) => model.commercial_use || accepted.includes(nameOf(model));

  return {
    isFree,
    /**
     * @param {ModelDescriptor} model
     * @returns {Promise<boolean>} whether it may be used
     */
    async allows(model) {
      if (isFree(model)) return true;
      if (!(await ask(licenceQuestion(model)))) return false;
      accepted = [...accepted, nameOf(model)].slice(-MOST);
      memory.keep(accepted);
      return true;
    },
  };
}

/** @param {ModelDescriptor} model */
function nameOf({ id, licence }) {
  return `${id}: ${licence}`;
}

/** @param {unknown} value @returns {string[]} */
function readTexts(value) {
  if (!Array.isArray(value)) throw new TypeError("not a list");
  return value.filter((each) => typeof each === "string");
}
