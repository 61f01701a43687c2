// What the browser must have before anything can work. It tests for the features themselves, never for a browser's name.

/**
 * @returns {string[]} names of what is missing; empty when all is there
 */
export function missingFeatures() {
  const needed = [
    ["Web Workers", typeof Worker === "function"],
    ["WebAssembly", typeof WebAssembly === "object"],
    ["streams", typeof ReadableStream === "function"],
  ];
  return needed.flatMap(([name, isThere]) => (isThere ? [] : [String(name)]));
}
