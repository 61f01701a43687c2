// What a person can choose for a batch, with defaults. The keys are snake_case because the object crosses to Python as it is.

export const FORMATS = /** @type {const} */ (["png", "webp", "avif"]);

/** @typedef {typeof FORMATS[number]} Format */

export const HIDDEN_COLOURS = /** @type {const} */ (["keep", "extend", "clear"]);

/** @typedef {typeof HIDDEN_COLOURS[number]} HiddenColours */

/**
 * @typedef {object} Options
 * @property {Format} format of the cutout
 * @property {number} quality whole number 1..100; PNG and lossless files make no use of it
 * @property {boolean} lossless every pixel exact; PNG always is
 * @property {boolean} clean_edges remove the background's tint from translucent pixels
 * @property {boolean} refine_edges move alpha at edges to where the photo's own edges are
 * @property {HiddenColours} hidden_colours what lies under alpha 0; lossy files make no use of it
 */

/** @type {Readonly<Options>} */
export const DEFAULT_OPTIONS = Object.freeze({
  format: "png",
  quality: 85,
  lossless: false,
  clean_edges: true,
  refine_edges: true,
  hidden_colours: "keep",
});

/** @type {Record<keyof Options, { isRight: (given: unknown) => boolean, expected: string }>} */
const RULES = {
  format: oneOf(FORMATS),
  quality: { isRight: isQuality, expected: "a whole number from 1 to 100" },
  lossless: { isRight: isBoolean, expected: "true or false" },
  clean_edges: { isRight: isBoolean, expected: "true or false" },
  refine_edges: { isRight: isBoolean, expected: "true or false" },
  hidden_colours: oneOf(HIDDEN_COLOURS),
};

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
  for (const [key, given] of Object.entries(value)) {
    if (!Object.hasOwn(RULES, key)) {
      throw new TypeError(`options.${key} is not an option; the options are ${Object.keys(RULES).join(", ")}`);
    }
    const { isRight, expected } = RULES[/** @type {keyof Options} */ (key)];
    if (!isRight(given)) {
      throw new TypeError(`options.${key} must be ${expected}, found ${JSON.stringify(given)}`);
    }
  }
  return { ...DEFAULT_OPTIONS, ...value };
}

/** @param {Options} options */
export function usesQuality({ format, lossless }) {
  return format !== "png" && !lossless;
}

/**
 * Lossy encoders flatten what nobody sees.
 *
 * @param {Options} options
 */
export function usesHiddenColours(options) {
  return !usesQuality(options);
}

/**
 * Would both make the same file? What a format makes no use of does not count.
 *
 * @param {Options} one
 * @param {Options} other
 */
export function makeTheSame(one, other) {
  return (
    one.format === other.format &&
    one.clean_edges === other.clean_edges &&
    one.refine_edges === other.refine_edges &&
    (one.format === "png" || one.lossless === other.lossless) &&
    (!usesQuality(one) || one.quality === other.quality) &&
    (!usesHiddenColours(one) || one.hidden_colours === other.hidden_colours)
  );
}

/** @param {readonly string[]} words */
function oneOf(words) {
  const quoted = words.map((word) => `"${word}"`);
  return {
    isRight: (/** @type {unknown} */ given) => words.some((word) => word === given),
    expected: `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`,
  };
}

/** @param {unknown} given */
function isQuality(given) {
  return Number.isInteger(given) && Number(given) >= 1 && Number(given) <= 100;
}

/** @param {unknown} given */
function isBoolean(given) {
  return typeof given === "boolean";
}
