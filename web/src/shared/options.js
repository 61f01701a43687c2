// What a person can choose for a batch, with defaults. The keys are snake_case because the object crosses to Python as it is.

/**
 * @typedef {object} Options
 * @property {"png"} format of the cutout
 * @property {boolean} clean_edges remove the background's tint from translucent pixels
 */

/** @type {Readonly<Options>} */
export const DEFAULT_OPTIONS = Object.freeze({ format: "png", clean_edges: true });

/**
 * Full options from a possibly partial, possibly foreign object, for example one that was stored by an older version.
 *
 * @param {unknown} value
 * @returns {Options}
 * @throws {TypeError} naming the key that is unknown or has a wrong value
 */
export function readOptions(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError(`options must be an object, found ${value === null ? "null" : typeof value}`);
  }
  const options = { ...DEFAULT_OPTIONS };
  for (const [key, given] of Object.entries(value)) {
    if (key === "format") {
      if (given !== "png") {
        throw new TypeError(`options.format must be "png", found ${JSON.stringify(given)}`);
      }
      options.format = given;
    } else if (key === "clean_edges") {
      if (typeof given !== "boolean") {
        throw new TypeError(`options.clean_edges must be true or false, found ${JSON.stringify(given)}`);
      }
      options.clean_edges = given;
    } else {
      throw new TypeError(
        `options.${key} is not an option; the options are ${Object.keys(DEFAULT_OPTIONS).join(", ")}`,
      );
    }
  }
  return options;
}
