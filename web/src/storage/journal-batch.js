// What a journal says of its batch as a whole, read as what it is: something that another version may have written. Pure.

/**
 * @typedef {object} Batch
 * @property {string} app version of the page that wrote it
 * @property {number} savedAt milliseconds since 1970; 0 where that line is damaged or says no such time
 * @property {unknown} options of the batch; read with readOptions, because another version may have had others
 * @property {string | null} model id of the one chosen for the batch; null where an older version did not say
 */

/** Where that line is damaged. @type {Batch} */
export const NOBODY_KNOWS = Object.freeze({ app: "", savedAt: 0, options: {}, model: null });

/**
 * @param {Record<string, unknown>} head
 * @returns {Batch}
 */
export function batchOf({ app, savedAt, options, model }) {
  return {
    app: String(app),
    savedAt: isTime(savedAt) ? savedAt : 0,
    options,
    model: typeof model === "string" && model !== "" ? model : null,
  };
}

/**
 * @param {unknown} value
 * @returns {value is number}
 */
function isTime(value) {
  return typeof value === "number" && !Number.isNaN(new Date(value).getTime());
}
