// What the server tells the page: the page's configuration, the model catalogue and its model descriptors.
// Only shape is checked here: which values a network can be used with is for `cutout/model_spec.py` to say, which the
// build and the server have asked. Fetching is the caller's, checksums are the model store's.

import { PROVIDERS } from "./providers.js";
import {
  ConfigError,
  expectArray,
  expectBoolean,
  expectOneOf,
  expectOwnPath,
  expectPositiveInteger,
  expectRecord,
  expectText,
  parseJson,
  wrong,
} from "./validate.js";

/** @import { Provider } from "./providers.js" */

const PRECISIONS = /** @type {const} */ (["float32", "float16", "uint8"]);
const NEEDS = /** @type {const} */ (["shader-f16"]);
const UNIT_NAMES = /** @type {const} */ (["app", "pyodide", "python", "ort", "codecs", "vendor"]);

/** @typedef {Record<typeof UNIT_NAMES[number], string>} Units folder of each unit of dist/, with a "/" at both ends */

/** @typedef {{ version: string, build: string, units: Units, catalogueUrl: string }} PageConfig */

/**
 * What Python needs to know to feed a network; snake_case because it crosses to Python as it is.
 * @typedef {object} ModelSpec
 * @property {string} id
 * @property {string} input_name
 * @property {number} input_side
 * @property {[number, number, number]} mean subtracted from 0..255 values
 * @property {[number, number, number]} std then divided by
 * @property {string} output_name
 * @property {"none" | "sigmoid"} activation still to be applied to the output
 * @property {"none" | "min-max"} normalise whether each photo's values are stretched to 0..1 after that
 * @property {[number, number]} levels output values that count as transparent and as opaque
 * @property {"stretch"} resize
 */

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
 * @property {SelfCheck | null} selfCheck
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
 * What the network makes of a known pattern, see `build_steps/models/self_check.py`.
 * @typedef {{ side: number, values: number[] }} SelfCheck side x side values of the output, row by row
 */

/**
 * @typedef {object} Catalogue
 * @property {string | null} default null only where there is no model
 * @property {ModelDescriptor[]} models those that this page can use
 * @property {string[]} leftOut a sentence for each of the others: one wrong model must not take the right ones away
 */

/**
 * @param {string} text the content of the page's `cutroom-config` data block
 * @returns {PageConfig}
 * @throws {ConfigError}
 */
export function parsePageConfig(text) {
  const where = "page config";
  const value = expectRecord(parseJson(text, where), where);
  const units = expectRecord(value.units, `${where}: units`);
  return {
    version: expectText(value.version, `${where}: version`),
    build: expectText(value.build, `${where}: build`),
    units: /** @type {Units} */ (
      Object.fromEntries(UNIT_NAMES.map((name) => [name, folder(units[name], `${where}: units.${name}`)]))
    ),
    catalogueUrl: expectOwnPath(value.catalogueUrl, `${where}: catalogueUrl`),
  };
}

/**
 * @param {string} text the body of the catalogue's response
 * @returns {Catalogue}
 * @throws {ConfigError}
 */
export function parseCatalogue(text) {
  const where = "model catalogue";
  const value = expectRecord(parseJson(text, where), where);
  /** @type {Map<string, ModelDescriptor>} */
  const models = new Map();
  /** @type {string[]} */
  const leftOut = [];
  for (const [index, each] of expectArray(value.models, `${where}: models`).entries()) {
    try {
      const at = `${where}: models[${index}]`;
      const model = readModelDescriptor(each, at);
      if (models.has(model.id)) throw wrong(`${at}.id`, "an id of its own", model.id);
      models.set(model.id, model);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      leftOut.push(error.message);
    }
  }
  const [first = null] = models.keys();
  const isThere = typeof value.default === "string" && models.has(value.default);
  return { default: isThere ? /** @type {string} */ (value.default) : first, models: [...models.values()], leftOut };
}

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

/**
 * @param {unknown} given
 * @param {string} where
 * @returns {ModelDescriptor}
 */
function readModelDescriptor(given, where) {
  const value = expectRecord(given, where);
  const id = expectText(value.id, `${where}.id`);
  const spec = readSpec(value.spec, `${where}.spec`);
  if (spec.id !== id) {
    throw wrong(`${where}.spec.id`, `"${id}" like the model's own id`, spec.id);
  }
  return {
    id,
    title: expectText(value.title, `${where}.title`),
    description: expectText(value.description, `${where}.description`),
    licence: expectText(value.licence, `${where}.licence`),
    licence_url: optionalUrl(value.licence_url, `${where}.licence_url`),
    commercial_use: expectBoolean(value.commercial_use, `${where}.commercial_use`),
    note: value.note === undefined ? null : expectText(value.note, `${where}.note`),
    source: expectText(value.source, `${where}.source`),
    default: expectBoolean(value.default, `${where}.default`),
    spec,
    variants: readVariants(value.variants, `${where}.variants`),
    selfCheck: value.self_check === undefined ? null : readSelfCheck(value.self_check, `${where}.self_check`),
  };
}

/**
 * @param {unknown} given
 * @param {string} where
 * @returns {Variant[]}
 */
function readVariants(given, where) {
  const variants = expectArray(given, where).map((each, index) => {
    const at = `${where}[${index}]`;
    const value = expectRecord(each, at);
    return {
      precision: expectOneOf(value.precision, PRECISIONS, `${at}.precision`),
      providers: expectArray(value.providers, `${at}.providers`).map((name) =>
        expectOneOf(name, PROVIDERS, `${at}.providers`),
      ),
      needs: expectArray(value.needs, `${at}.needs`).map((name) => expectOneOf(name, NEEDS, `${at}.needs`)),
      limits: readLimits(value.limits, `${at}.limits`),
      files: readFiles(value.files, `${at}.files`),
    };
  });
  if (variants.length === 0) {
    throw wrong(where, "at least one variant", variants);
  }
  const weights = new Set(variants.flatMap(weightsUrls));
  if (weights.size > 1) {
    throw wrong(where, "variants that share their weights", [...weights]);
  }
  return variants;
}

/** @param {Pick<Variant, "files">} variant */
function weightsUrls({ files }) {
  return files.filter(({ role }) => role === "weights").map(({ url }) => url);
}

/**
 * @param {unknown} given absent where nothing is known
 * @param {string} where
 * @returns {Variant["limits"]}
 */
function readLimits(given, where) {
  const value = given === undefined ? {} : expectRecord(given, where);
  const limit = (/** @type {string} */ name) =>
    value[name] === undefined ? null : expectPositiveInteger(value[name], `${where}.${name}`);
  return { storageBuffers: limit("storage_buffers"), bufferBytes: limit("buffer_bytes") };
}

/**
 * @param {unknown} given
 * @param {string} where
 * @returns {SelfCheck}
 */
function readSelfCheck(given, where) {
  const value = expectRecord(given, where);
  const side = expectPositiveInteger(value.side, `${where}.side`);
  const values = expectArray(value.values, `${where}.values`);
  if (values.length !== side * side || !values.every((each) => typeof each === "number" && Number.isFinite(each))) {
    throw wrong(`${where}.values`, `${side * side} numbers`, `${values.length} values`);
  }
  return { side, values: /** @type {number[]} */ (values) };
}

/**
 * @param {unknown} given
 * @param {string} where
 * @returns {ModelSpec}
 */
function readSpec(given, where) {
  const value = expectRecord(given, where);
  return {
    id: expectText(value.id, `${where}.id`),
    input_name: expectText(value.input_name, `${where}.input_name`),
    input_side: expectPositiveInteger(value.input_side, `${where}.input_side`),
    mean: threeNumbers(value.mean, `${where}.mean`),
    std: threeNumbers(value.std, `${where}.std`),
    output_name: expectText(value.output_name, `${where}.output_name`),
    activation: expectOneOf(value.activation, ["none", "sigmoid"], `${where}.activation`),
    normalise: expectOneOf(value.normalise, ["none", "min-max"], `${where}.normalise`),
    levels: readLevels(value.levels, `${where}.levels`),
    resize: expectOneOf(value.resize, ["stretch"], `${where}.resize`),
  };
}

/**
 * @param {unknown} given
 * @param {string} where
 * @returns {ModelFile[]}
 */
function readFiles(given, where) {
  const files = expectArray(given, where).map((each, index) => {
    const value = expectRecord(each, `${where}[${index}]`);
    const sha256 = value.sha256;
    if (typeof sha256 !== "string" || !/^[0-9a-f]{64}$/.test(sha256)) {
      throw wrong(`${where}[${index}].sha256`, "64 lower-case hex digits", sha256);
    }
    return {
      role: expectOneOf(value.role, ["graph", "weights"], `${where}[${index}].role`),
      path: expectText(value.path, `${where}[${index}].path`),
      bytes: expectPositiveInteger(value.bytes, `${where}[${index}].bytes`),
      sha256,
      url: expectOwnPath(value.url, `${where}[${index}].url`),
    };
  });
  const roles = files.map((file) => file.role).sort();
  if (!["graph", "graph,weights"].includes(roles.join())) {
    throw wrong(where, "one graph and at most one file of weights", roles);
  }
  return files;
}

/**
 * @param {unknown} value
 * @param {string} where
 * @returns {string | null}
 */
function optionalUrl(value, where) {
  if (value === undefined) return null;
  const url = expectText(value, where);
  if (!url.startsWith("https://")) throw wrong(where, 'an address that starts with "https://"', value);
  return url;
}

/**
 * @param {unknown} value
 * @param {string} where
 */
function folder(value, where) {
  const path = expectOwnPath(value, where);
  if (!path.endsWith("/")) {
    throw wrong(where, 'a folder that ends in "/"', value);
  }
  return path;
}

/**
 * @param {unknown} value
 * @param {string} where
 * @returns {[number, number, number]}
 */
function threeNumbers(value, where) {
  if (Array.isArray(value) && value.length === 3 && value.every((each) => Number.isFinite(each))) {
    return [value[0], value[1], value[2]];
  }
  throw wrong(where, "a list of three numbers", value);
}

/**
 * @param {unknown} value
 * @param {string} where
 * @returns {[number, number]}
 */
function readLevels(value, where) {
  if (Array.isArray(value) && value.length === 2 && value.every((each) => Number.isFinite(each))) {
    return [value[0], value[1]];
  }
  throw wrong(where, "a list of two numbers", value);
}
