// A model as the page knows it: what it is called, how it is asked, the ways to run it and the files of each. Reading one is
// model-descriptor.js, fetching its files is the model store's.

/** @import { Provider } from "./providers.js" */

export const PRECISIONS = /** @type {const} */ (["float32", "float16", "uint8"]);
export const NEEDS = /** @type {const} */ (["shader-f16"]);

/** @typedef {string | number | readonly number[] | readonly string[]} SpecValue */

/**
 * What JavaScript itself asks of a network's specification; all fields, these too, cross to Python as they are.
 * @typedef {object} UsedSpec
 * @property {string} id
 * @property {string} input_name
 * @property {string[]} looks the shapes in which it is asked, the first one first: "square 1024", "aspect 768"
 * @property {string} output_name
 * @property {string} activation still to be applied to the output: "sigmoid" or "none"
 * @property {string} normalise whether each photo's values are stretched to 0..1 after that: "min-max" or "none"
 * @property {[number, number]} levels output values that count as transparent and as opaque
 */

/** @typedef {UsedSpec & Readonly<Record<string, SpecValue>>} ModelSpec */

/** @typedef {{ role: "graph" | "weights", path: string, bytes: number, sha256: string, url: string }} ModelFile */

/**
 * @typedef {object} ModelDescriptor
 * @property {string} id
 * @property {string} title
 * @property {string} description
 * @property {string} licence
 * @property {string | null} licence_url where its text is; https only
 * @property {boolean} commercial_use
 * @property {string | null} note what else people should know before they choose it
 * @property {string} source
 * @property {boolean} default
 * @property {ModelSpec} spec
 * @property {Variant[]} variants at least one; the best first, the one that needs least last
 * @property {SelfCheck[]} selfChecks at most one of each look
 */

/**
 * One way to run a model. Its graph is its own and small; the weights are the same file for all variants of a model.
 * @typedef {object} Variant
 * @property {typeof PRECISIONS[number]} precision of its arithmetic
 * @property {Provider[]} providers that it runs on
 * @property {"shader-f16"[]} needs features of the graphics adapter
 * @property {{ storageBuffers: number | null, bufferBytes: number | null }} limits that the adapter must allow: storage
 *   buffers of one shader, bytes of one buffer; null: no more than any adapter does
 * @property {ModelFile[]} files exactly one graph, at most one of weights
 */

/**
 * What the network makes of a known pattern in one look, see `build_steps/models/self_check.py`.
 * @typedef {object} SelfCheck
 * @property {string} look
 * @property {number} height of the pattern and of the output, in pixels
 * @property {number} width
 * @property {number} side
 * @property {number[]} values side x side values of the output, row by row
 */

/**
 * The variant that needs least of a browser.
 *
 * @param {ModelDescriptor} model
 * @returns {Variant}
 */
export function plainVariant(model) {
  return /** @type {Variant} */ (model.variants.at(-1));
}

/**
 * @param {ModelDescriptor} model
 * @returns {number} what a first visit has to fetch
 */
export function modelBytes(model) {
  return modelFiles(model).reduce((sum, file) => sum + file.bytes, 0);
}

/**
 * @param {ModelDescriptor} model
 * @returns {ModelFile[]} of all its variants, each once: together they are the model, so that what is kept of it on this
 *   device can also be what a graphics card's failure leads to
 */
export function modelFiles(model) {
  const files = model.variants.flatMap((variant) => variant.files);
  return [...new Map(files.map((file) => [file.url, file])).values()];
}
