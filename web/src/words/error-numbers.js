// Numbers and a piece of advice that several records of the errors' table share. Pure.

const NUMBER = new Intl.NumberFormat("en");

export const TRY_AND_REPORT = "Try again. If it fails again, report it with the details shown here.";

/** @param {number} number */
export function wholeNumber(number) {
  return NUMBER.format(number);
}

/** @param {number} width @param {number} height */
export function pixelSize(width, height) {
  return `${NUMBER.format(width)} × ${NUMBER.format(height)}`;
}

/** @param {number} pixels */
export function megapixels(pixels) {
  // One decimal near the limit, so that 100.4 is not said to be more than 100 while it reads as 100.
  const digits = pixels < 1e9 ? 1 : 0;
  return `${new Intl.NumberFormat("en", { maximumFractionDigits: digits }).format(pixels / 1e6)} megapixels`;
}
