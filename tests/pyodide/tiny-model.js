// What the pipeline is told of a network that stands in for a real one: 32 x 32, values as they are.

/** @type {import("../../web/src/shared/model.js").ModelSpec} */
export const SPEC = {
  id: "test",
  input_name: "input",
  looks: ["square 32"],
  multiple: 32,
  mean: [0, 0, 0],
  std: [255, 255, 255],
  output_name: "output",
  activation: "none",
  normalise: "none",
  levels: [0, 1],
  // Its answers are mostly edge: never too soft, where a test does not say otherwise.
  softness_limit: 4,
};
