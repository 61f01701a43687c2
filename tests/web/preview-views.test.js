// Which views of a finished item the preview offers, and the zooms it goes through.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_OPTIONS } from "../../web/src/shared/options.js";
import { obstacles } from "../../web/src/ui/preview-views.js";
import { FIT, ZOOMS, zoomAfter } from "../../web/src/ui/preview-zoom.js";

const PLAIN = { source_format: "JPEG", source_frames: 1, orientation: 6, source_transparent: false };

/** @param {Record<string, string | number | boolean>} details */
const of = (details, hasOriginal = true, options = {}, hasMatte = true) =>
  obstacles({ details: { ...PLAIN, ...details }, options: { ...DEFAULT_OPTIONS, ...options } }, hasOriginal, hasMatte);

test("an ordinary photo has all views", () => {
  assert.deepEqual(of({}), { cutout: "", uncleaned: "", plain: "", original: "" });
});

test("edges that were never cleaned, or are plain ones, have no view without", () => {
  assert.deepEqual(of({}, true, { clean_edges: false }), { cutout: "", uncleaned: null, plain: "", original: "" });
  assert.deepEqual(of({}, true, { edges: "plain" }), { cutout: "", uncleaned: "", plain: null, original: "" });
  assert.equal(of({}, true, {}, false).plain, null, "the matte is not kept");
});

test("without the photo only the cutout is left, and the reason is given", () => {
  const { cutout, uncleaned, plain, original } = of({}, false);
  assert.equal(cutout, "");
  assert.match(original ?? "", /is not available/);
  assert.deepEqual([uncleaned, plain], [original, original]);
});

test("a turn that may go unseen is not risked; one that the size shows is", () => {
  for (const source_format of ["PNG", "WebP"]) {
    for (const orientation of [2, 3, 4]) {
      assert.match(of({ source_format, orientation }).original ?? "", new RegExp(`a turned ${source_format}`));
    }
    for (const orientation of [1, 5, 6, 7, 8]) assert.equal(of({ source_format, orientation }).original, "");
  }
  for (const source_format of ["JPEG", "AVIF", "HEIC"]) {
    assert.equal(of({ source_format, orientation: 3 }).original, "");
  }
});

test("what moves, or is transparent itself, cannot be put under the cutout's alpha", () => {
  for (const details of /** @type {Record<string, number | boolean>[]} */ ([
    { source_frames: 2 },
    { source_sequence: true },
  ])) {
    assert.match(of({ ...details, source_format: "AVIF" }).uncleaned ?? "", /moves/);
    assert.equal(of({ ...details, source_format: "AVIF" }).original, "");
    assert.equal(of({ ...details, source_format: "HEIC" }).uncleaned, "", "of a HEIC there is a still picture");
  }
  assert.match(of({ source_transparent: true }).uncleaned ?? "", /transparency of its own/);
  assert.equal(of({ source_transparent: true }).original, "");
});

test("the zoom goes from the whole picture to 300 % and back", () => {
  const labels = [FIT.label];
  for (let zoom = zoomAfter(FIT); zoom !== FIT; zoom = zoomAfter(zoom)) labels.push(zoom.label);
  assert.deepEqual(labels, ["Fit", "100%", "300%"]);
  assert.deepEqual(
    ZOOMS.map(({ scale }) => scale),
    [1, 1, 3],
  );
});
