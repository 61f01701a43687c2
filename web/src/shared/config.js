// The page's configuration, as the server writes it into the page: which build this is and where its files are.

import { expectOwnPath, expectRecord, expectText, parseJson, wrong } from "./validate.js";

const UNIT_NAMES = /** @type {const} */ (["app", "pyodide", "python", "ort", "codecs", "vendor"]);

/** @typedef {Record<typeof UNIT_NAMES[number], string>} Units folder of each unit of dist/, with a "/" at both ends */

/** @typedef {{ version: string, build: string, units: Units, catalogueUrl: string }} PageConfig */

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
