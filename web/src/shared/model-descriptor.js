// Reads a model's descriptor, as it comes with the catalogue. Only shape is checked: which values a network can be used with
// is for `cutout/model_spec.py` to say, which the build and the server have asked. Checksums are the model store's.

import { NEEDS, PRECISIONS } from "./model.js";
import { readModelSpec } from "./model-spec.js";
import { PROVIDERS } from "./providers.js";
import {
  expectArray,
  expectBoolean,
  expectOneOf,
  expectOwnPath,
  expectPositiveInteger,
  expectRecord,
  expectText,
  wrong,
} from "./validate.js";

/** @import { ModelDescriptor, ModelFile, SelfCheck, Variant } from "./model.js" */

/**
 * @param {unknown} given
 * @param {string} where
 * @returns {ModelDescriptor}
 */
export function readModelDescriptor(given, where) {
  const value = expectRecord(given, where);
  const id = expectText(value.id, `${where}.id`);
  const spec = readModelSpec(value.spec, `${where}.spec`);
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
    selfChecks:
      value.self_check === undefined ? [] : readSelfChecks(value.self_check, `${where}.self_check`, spec.looks),
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
 * @param {readonly string[]} looks of the model
 * @returns {SelfCheck[]}
 */
function readSelfChecks(given, where, looks) {
  return expectArray(given, where).map((each, index) => readSelfCheck(each, `${where}[${index}]`, looks));
}

/**
 * @param {unknown} given
 * @param {string} where
 * @param {readonly string[]} looks
 * @returns {SelfCheck}
 */
function readSelfCheck(given, where, looks) {
  const value = expectRecord(given, where);
  const look = expectOneOf(value.look, looks, `${where}.look`);
  const height = expectPositiveInteger(value.height, `${where}.height`);
  const width = expectPositiveInteger(value.width, `${where}.width`);
  const side = expectPositiveInteger(value.side, `${where}.side`);
  const values = expectArray(value.values, `${where}.values`);
  if (values.length !== side * side || !values.every((each) => typeof each === "number" && Number.isFinite(each))) {
    throw wrong(`${where}.values`, `${side * side} numbers`, `${values.length} values`);
  }
  return { look, height, width, side, values: /** @type {number[]} */ (values) };
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
