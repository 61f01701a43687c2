// The backgrounds a cutout can be looked at on, as data, and the check of a remembered one. No page here.

export const BACKGROUNDS = Object.freeze([
  { name: /** @type {const} */ ("checkerboard"), label: "Checkerboard" },
  { name: /** @type {const} */ ("white"), label: "White" },
  { name: /** @type {const} */ ("black"), label: "Black" },
  { name: /** @type {const} */ ("magenta"), label: "Magenta" },
  { name: /** @type {const} */ ("own"), label: "Own colour" },
]);

/** @typedef {typeof BACKGROUNDS[number]["name"]} BackgroundName */
/** @typedef {{ name: BackgroundName, colour: string }} Background colour: #rrggbb, used where the name is "own" */

/** @type {Readonly<Background>} */
export const DEFAULT_BACKGROUND = Object.freeze({ name: "checkerboard", colour: "#3d7bd9" });

/**
 * @param {unknown} value from storage
 * @returns {Background}
 * @throws {TypeError} when it is not one
 */
export function readBackground(value) {
  const { name, colour } = Object(value);
  const known = BACKGROUNDS.find((each) => each.name === name);
  if (known === undefined || typeof colour !== "string" || !/^#[0-9a-f]{6}$/i.test(colour)) {
    throw new TypeError(`not a background: ${JSON.stringify(value)}`);
  }
  return { name: known.name, colour };
}
