// What can be chosen for a batch: of each option its default, its rule and the cases in which it counts; null: always.
// `build.py build` writes this file from cutout/options.py; change that one. What is done with it: options.js.
// biome-ignore-all format: written by a program

export const OPTION_TABLE = /** @type {const} */ ({
  format: {"choices": ["png", "webp", "avif"], "kind": "choice", "default": "png", "counts": null},
  lossless: {"kind": "flag", "default": false, "counts": [{"format": ["webp", "avif"]}]},
  quality: {"least": 1, "most": 100, "kind": "whole", "default": 85, "counts": [{"format": ["webp", "avif"], "lossless": [false]}]},
  clean_edges: {"kind": "flag", "default": true, "counts": null},
  refine_edges: {"kind": "flag", "default": true, "counts": null},
  hidden_colours: {"choices": ["keep", "extend", "clear"], "kind": "choice", "default": "keep", "counts": [{"format": ["png"]}, {"lossless": [true]}]},
});
