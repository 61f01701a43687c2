// What a person can choose for a batch: full sets of options, read from outside and compared. Which options there are is in
// option-table.js alone, which is Python's table. The keys are snake_case because the object crosses to Python as it is.

import { OPTION_TABLE } from "./option-table.js";

export { OPTION_TABLE };

/** @typedef {keyof typeof OPTION_TABLE} OptionKey */

/**
 * @template R
 * @typedef {R extends { choices: readonly (infer Word)[] } ? Word : R extends { kind: "whole" } ? number : boolean} ValueOf
 */

/** @typedef {{ [Key in OptionKey]: ValueOf<typeof OPTION_TABLE[Key]> }} Options */

/** @typedef {Options["format"]} Format */
/** @typedef {string | number | boolean} Value */

/** @typedef {{ kind: "choice", choices: readonly string[] }} Choice */
/** @typedef {{ kind: "whole", least: number, most: number }} Whole both ends are allowed */
/** @typedef {{ kind: "flag" }} Flag */
/** @typedef {Choice | Whole | Flag} Rule */
/** @typedef {Readonly<Record<string, readonly Value[]>>} Case holds where each option it names has one of the values */
/**
 * @typedef {Rule & { default: Value, changes: "matte" | "cutout", counts: readonly Case[] | null }} OptionRecord changes: what
 *   another value makes anew, the matte by the network or only the cutout; counts: null means always
 */
/** @typedef {Readonly<Record<string, OptionRecord>>} OptionTable */

/** @type {readonly OptionKey[]} in the order in which people see them */
export const OPTION_KEYS = Object.freeze(/** @type {OptionKey[]} */ (Object.keys(OPTION_TABLE)));

/** @type {Readonly<Options>} */
export const DEFAULT_OPTIONS = Object.freeze(/** @type {any} */ (defaults(OPTION_TABLE)));

/**
 * Full options from a possibly partial, possibly foreign object, for example one that was stored by an older version, whose names
 * are put right.
 *
 * @param {unknown} value
 * @returns {Options}
 * @throws {TypeError} naming the key that is unknown or has a wrong value
 */
export function readOptions(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError(`options must be an object, found ${value === null ? "null" : typeof value}`);
  }
  /** @type {OptionTable} */
  const table = OPTION_TABLE;
  const named = withNewNames(/** @type {Record<string, unknown>} */ (value));
  for (const [key, given] of Object.entries(named)) {
    const record = Object.hasOwn(table, key) ? table[key] : undefined;
    if (record === undefined) {
      throw new TypeError(`options.${key} is not an option; the options are ${OPTION_KEYS.join(", ")}`);
    }
    if (!isAllowed(record, given)) {
      throw new TypeError(`options.${key} must be ${expected(record)}, found ${JSON.stringify(given)}`);
    }
  }
  return { ...DEFAULT_OPTIONS, ...named };
}

/**
 * Until Fine came, edges were refined or not.
 *
 * @param {Record<string, unknown>} given
 */
function withNewNames(given) {
  const { refine_edges: refine, ...rest } = given;
  return typeof refine === "boolean" ? { edges: refine ? "fine" : "plain", ...rest } : given;
}

/**
 * Does this option make a difference to the file, with the others as they are?
 *
 * @param {OptionKey} key
 * @param {Readonly<Record<string, Value>>} options
 * @param {OptionTable} [table]
 */
export function counts(key, options, table = OPTION_TABLE) {
  const cases = table[key]?.counts ?? null;
  return cases === null || cases.some((each) => isCase(each, options));
}

/**
 * Would both make the same file of the same matte? What makes no difference to either does not count. What changes the matte is
 * asked of the matte itself (queue/work.js).
 *
 * @param {Readonly<Record<string, Value>>} one
 * @param {Readonly<Record<string, Value>>} other
 * @param {OptionTable} [table]
 */
export function makeTheSame(one, other, table = OPTION_TABLE) {
  return Object.entries(table).every(
    ([key, { changes }]) =>
      changes === "matte" ||
      one[key] === other[key] ||
      !(counts(/** @type {OptionKey} */ (key), one, table) || counts(/** @type {OptionKey} */ (key), other, table)),
  );
}

/**
 * @param {Case} given
 * @param {Readonly<Record<string, Value | undefined>>} options
 */
function isCase(given, options) {
  return Object.entries(given).every(([key, values]) => values.some((value) => value === options[key]));
}

/** @param {OptionTable} table */
function defaults(table) {
  return Object.fromEntries(Object.entries(table).map(([key, record]) => [key, record.default]));
}

/**
 * @param {Rule} rule
 * @param {unknown} given
 */
function isAllowed(rule, given) {
  if (rule.kind === "choice") return rule.choices.some((word) => word === given);
  if (rule.kind === "flag") return typeof given === "boolean";
  return Number.isInteger(given) && Number(given) >= rule.least && Number(given) <= rule.most;
}

/** @param {Rule} rule */
function expected(rule) {
  if (rule.kind === "flag") return "true or false";
  if (rule.kind === "whole") return `a whole number from ${rule.least} to ${rule.most}`;
  const quoted = rule.choices.map((word) => `"${word}"`);
  return `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
}
