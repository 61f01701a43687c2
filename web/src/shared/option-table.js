// What can be chosen for a batch: of each option its default, its rule, what it changes and the cases in which it
// counts; null: always.
// `build.py build` writes this file from cutout/options.py and export_formats.py; change those. What is done with it
// is in options.js and export-types.js.
// biome-ignore-all format: written by a program

export const OPTION_TABLE = /** @type {const} */ ({
  format: {"choices": ["png", "webp", "avif"], "kind": "choice", "default": "png", "changes": "cutout", "counts": null},
  lossless: {"kind": "flag", "default": false, "changes": "cutout", "counts": [{"format": ["webp", "avif"]}]},
  quality: {"least": 1, "most": 100, "kind": "whole", "default": 85, "changes": "cutout", "counts": [{"format": ["webp", "avif"], "lossless": [false]}]},
  clean_edges: {"kind": "flag", "default": true, "changes": "cutout", "counts": null},
  edges: {"choices": ["fine", "plain"], "kind": "choice", "default": "fine", "changes": "cutout", "counts": null},
  hidden_colours: {"choices": ["keep", "extend", "clear"], "kind": "choice", "default": "keep", "changes": "cutout", "counts": [{"format": ["png"]}, {"lossless": [true]}]},
  looks: {"choices": ["automatic", "one", "all"], "kind": "choice", "default": "automatic", "changes": "matte", "counts": null},
});

/** The formats a cutout can be written in. */
export const EXPORT_FORMATS = /** @type {const} */ ({
  png: {"title": "PNG", "extension": ".png", "media_type": "image/png", "can_be_lossy": false, "keeps_profiles": true, "exact_cost": 1, "lossy_cost": null, "max_side": null, "max_pixels": null},
  webp: {"title": "WebP", "extension": ".webp", "media_type": "image/webp", "can_be_lossy": true, "keeps_profiles": true, "exact_cost": 4, "lossy_cost": 2.3, "max_side": 16383, "max_pixels": null},
  avif: {"title": "AVIF", "extension": ".avif", "media_type": "image/avif", "can_be_lossy": true, "keeps_profiles": false, "exact_cost": 11, "lossy_cost": 7, "max_side": null, "max_pixels": 40000000},
});
