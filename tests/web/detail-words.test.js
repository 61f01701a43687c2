import assert from "node:assert/strict";
import { test } from "node:test";
import { detailsInWords } from "../../web/src/words/detail-words.js";

const PLAIN = {
  source_format: "JPEG",
  source_bytes: 44809,
  source_width: 512,
  source_height: 384,
  source_mode: "RGB",
  source_bits: 8,
  source_frames: 1,
  orientation: 1,
  source_transparent: false,
  icc_profile: "none",
  subject_fraction: 0.1253,
};

test("an ordinary photo needs four lines", () => {
  assert.deepEqual(detailsInWords(PLAIN), [
    ["Source", "JPEG"],
    ["Source file", "45 kB"],
    ["Source size", "512 × 384"],
    ["Subject's share of the picture", "12%"],
  ]);
});

test("what is out of the ordinary is said", () => {
  assert.deepEqual(detailsInWords({ edges_fine_share: 0.071 }), [
    ["Hair and fur", "alpha found from the colours, in 7% of the picture"],
  ]);
  assert.deepEqual(detailsInWords({ source_missing: 0.14 }), [["Not in the file", "14% of the picture’s data"]]);
  const odd = { source_bits: 16, source_frames: 3, orientation: 6, source_transparent: true, icc_profile: "dropped" };
  assert.deepEqual(Object.fromEntries(detailsInWords(odd)), {
    "Bits per channel": "16, reduced to 8",
    Frames: "first of 3",
    Orientation: "turned upright (EXIF 6)",
    "Source transparency": "kept, combined with the new",
    "Colour profile": "dropped: it does not fit the picture",
  });
});

test("containers, deep colour and conversions in words", () => {
  const heic = {
    source_format: "HEIC",
    named_as: ".jpg",
    source_bits: 10,
    source_tiles: 48,
    source_sequence: true,
    source_clap_ignored: true,
    source_colour: "BT.2020, PQ",
    source_range: "PQ",
    orientation: 6,
    icc_profile: "converted to sRGB: AVIF is written without profiles",
  };
  assert.deepEqual(detailsInWords(heic), [
    ["Source", "HEIC"],
    ["File name", "says .jpg; the file holds HEIC"],
    ["Bits per channel", "10, reduced to 8"],
    ["Stored in", "48 tiles"],
    ["Frames", "first of a sequence"],
    ["Cropping", "what the file asks for cannot be done and was left out"],
    ["Declared colours", "BT.2020, PQ"],
    ["Dynamic range", "high (PQ), tone-mapped to standard: 203 cd/m² is white"],
    ["Orientation", "turned upright"],
    ["Colour profile", "converted to sRGB: AVIF is written without profiles"],
  ]);
  assert.deepEqual(detailsInWords({ source_bits: 4, icc_profile: "converted" }), [
    ["Colour profile", "converted to sRGB"],
  ]);
});

test("what ran, and why nothing better did", () => {
  const ran = {
    precision: "float16",
    runtime: "jspi",
    adapter: "acme tester",
    self_check: "passed in 0.2 s",
    look_missing: "aspect 768: why.",
    provider_note: "WebGPU: why.",
  };
  assert.deepEqual(detailsInWords(ran), [
    ["Arithmetic", "16-bit floating point"],
    ["Runtime", "ONNX Runtime for WebGPU, JSPI"],
    ["Graphics card", "acme tester"],
    ["Self-check of the graphics card", "passed in 0.2 s"],
    ["A further look failed", "aspect 768: why."],
    ["Not used", "WebGPU: why."],
  ]);
});

test("an unknown fact is shown rather than hidden", () => {
  assert.deepEqual(detailsInWords({ surprise: true, constructor: 1 }), [
    ["surprise", "true"],
    ["constructor", "1"],
  ]);
});
