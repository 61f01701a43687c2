// The reference run: a known picture, drawn here as build_steps/models/self_check.py draws it, and how near its result
// comes to what native onnxruntime made of it. It runs nothing; network.js does.

/** @import { ModelSpec, SelfCheck } from "../shared/model.js" */

/** @typedef {Pick<ModelSpec, "activation" | "normalise" | "levels">} MapReading what makes an alpha of an output */

/**
 * Mean absolute deviation of alpha, 0..1, up to which a provider is fit. On this picture the 8-bit variant of the default
 * network differs from the 32-bit one by 0.018, a result moved by one of the 32 points by 0.035, a blank one by 0.26; the
 * same arithmetic in another order by less than 0.0001, and in float16, rounded after every node, by 0.00004.
 */
export const LARGEST_DEVIATION = 0.03;
/** A result that spans less than this share of what it should is one colour. */
const SMALLEST_SPAN = 0.1;
/** See cutout/matte/subject.py. */
const SMALLEST_SHARE = 0.005;
const LEAST_CONTRAST = 0.5;

/**
 * @param {number} height
 * @param {number} width
 * @returns {Float32Array} [1, 3, height, width]: a bright shaded disc before a dark gradient
 */
export function referenceInput(height, width) {
  const input = new Float32Array(3 * height * width);
  let index = 0;
  for (let c = 0; c < 3; c += 1) {
    for (let row = 0; row < height; row += 1) {
      const y = (row + 0.5) / height;
      for (let column = 0; column < width; column += 1) {
        const x = (column + 0.5) / width;
        const disc = clip((0.28 - Math.hypot(x - 0.5, y - 0.5)) * 40 + 0.5);
        input[index] = disc * (0.45 - 0.2 * c * y) + (1 - disc) * (-0.4 + 0.1 * x + 0.05 * c);
        index += 1;
      }
    }
  }
  return input;
}

/**
 * Which reference run stands for a run of the network in that shape: the one of the very same size, else the one that keeps a
 * photo's aspect, of about the same area.
 *
 * @template {Pick<SelfCheck, "look" | "height" | "width">} Check
 * @param {readonly number[]} shape [1, 3, h, w]
 * @param {readonly Check[]} checks all of the model, also those that were passed
 * @returns {Check | null}
 */
export function checkOf([, , height = 0, width = 0], checks) {
  const same = checks.find((check) => check.height === height && check.width === width);
  const apart = (/** @type {Check} */ check) => Math.abs(Math.log((check.height * check.width) / (height * width)));
  const near = checks.filter(({ look }) => look.startsWith("aspect ")).sort((a, b) => apart(a) - apart(b));
  return same ?? near[0] ?? null;
}

/**
 * @param {{ data: Float32Array, dims: readonly number[] }} output [1, 1, h, w]
 * @param {number} side
 * @returns {number[]} side x side of its values, row by row
 */
export function sampled({ data, dims }, side) {
  const [height = 0, width = 0] = dims.slice(-2);
  const at = (/** @type {number} */ index, /** @type {number} */ size) =>
    Math.floor(((2 * index + 1) * size) / (2 * side));
  const values = [];
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      values.push(data[at(row, height) * width + at(column, width)] ?? Number.NaN);
    }
  }
  return values;
}

/**
 * @param {{ data: Float32Array, dims: readonly number[] }} output
 * @param {MapReading} spec
 * @param {Pick<SelfCheck, "side" | "values">} expected
 * @returns {{ problem: string, deviation: number }} problem: what is wrong, in words; empty where it is fit
 */
export function compareWithExpected(output, spec, { side, values }) {
  const found = sampled(output, side);
  const broken = found.filter((value) => !Number.isFinite(value)).length;
  if (broken > 0) {
    return { problem: `${broken} of ${found.length} values of a known picture are not numbers`, deviation: Number.NaN };
  }
  const alpha = toAlpha(found, spec);
  const wanted = toAlpha(values, spec);
  const deviation = mean(alpha.map((value, index) => Math.abs(value - (wanted[index] ?? 0))));
  if (span(alpha) < span(wanted) * SMALLEST_SPAN) {
    return { problem: "a known picture comes out blank", deviation };
  }
  const problem = `alpha of a known picture is off by ${deviation.toFixed(3)} on average, ${LARGEST_DEVIATION} is allowed`;
  return { problem: deviation <= LARGEST_DEVIATION ? "" : problem, deviation };
}

/**
 * As cutout/matte/output.py does it with the whole map. Of the whole map's range the points show nearly everything: what
 * counts are the inside and the outside of the disc.
 *
 * @param {number[]} values finite
 * @param {MapReading} spec
 * @returns {number[]} 0..1
 */
export function toAlpha(values, { activation, normalise, levels }) {
  const saliency = activation === "sigmoid" ? values.map((value) => 1 / (1 + Math.exp(-value))) : values;
  if (normalise === "none") return saliency.map((value) => clip(stretched(value, levels)));
  if (!isClear(saliency)) return saliency.map(clip);
  const range = [Math.min(...saliency), Math.max(...saliency)];
  return saliency.map((value) => clip(stretched(stretched(value, range), levels)));
}

/**
 * As cutout/matte/subject.py does it.
 *
 * @param {number[]} saliency
 */
function isClear(saliency) {
  const ordered = saliency.toSorted((a, b) => a - b);
  const count = Math.ceil(SMALLEST_SHARE * ordered.length);
  return (ordered.at(-count) ?? 0) - (ordered[count - 1] ?? 0) > LEAST_CONTRAST;
}

/**
 * @param {number} value
 * @param {readonly number[]} ends what becomes 0, what becomes 1
 */
function stretched(value, [low = 0, high = 1]) {
  return (value - low) / (high - low);
}

/** @param {number} value */
function clip(value) {
  return Math.min(1, Math.max(0, value));
}

/** @param {number[]} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** @param {number[]} values */
function span(values) {
  return Math.max(...values) - Math.min(...values);
}
