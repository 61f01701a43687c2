// The model catalogue, checked: good models come through unchanged, each wrong one is left out and its fault is named.

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCatalogue } from "../../web/src/shared/catalogue.js";
import { modelBytes, modelFiles } from "../../web/src/shared/model.js";
import { changed, rejects } from "./changed-json.js";

const SHA = "0123456789abcdef".repeat(4);

const model = (/** @type {string} */ id, /** @type {boolean} */ isDefault) => ({
  id,
  title: "Balanced",
  description: "Good for most photos.",
  licence: "MIT",
  commercial_use: true,
  source: "drawn by a test",
  default: isDefault,
  spec: {
    id,
    input_name: "input",
    looks: ["square 1024"],
    multiple: 1024,
    mean: [128, 128, 128],
    std: [256, 256, 256],
    output_name: "output",
    activation: "none",
    normalise: "none",
    levels: [0, 1],
    softness_limit: 0.33,
  },
  self_check: [{ look: "square 1024", height: 1024, width: 1024, side: 2, values: [0, 0.5, 1, 0] }],
  variants: [
    {
      precision: "float32",
      providers: ["webgpu", "wasm"],
      needs: /** @type {string[]} */ ([]),
      files: [
        {
          role: "graph",
          path: "model.onnx",
          bytes: 10,
          sha256: SHA,
          url: `/models/${id}/model.onnx?v=0123456789abcdef`,
        },
        {
          role: "weights",
          path: "model.weights",
          bytes: 500,
          sha256: SHA,
          url: `/models/${id}/model.weights?v=0123456789abcdef`,
        },
      ],
    },
  ],
});

const catalogue = () => ({ default: "balanced", models: [model("balanced", true), model("small", false)] });

/** What the page makes of it. @param {ReturnType<typeof model>} given */
function parsed({ self_check: selfChecks, ...rest }) {
  const limits = { storageBuffers: null, bufferBytes: null };
  return {
    ...rest,
    licence_url: null,
    note: null,
    selfChecks,
    variants: rest.variants.map((each) => ({ ...each, limits })),
  };
}

test("a good catalogue comes through; a model may lack the reference run", () => {
  const expected = {
    default: "balanced",
    models: [parsed(model("balanced", true)), parsed(model("small", false))],
    leftOut: [],
  };
  assert.deepEqual(parseCatalogue(JSON.stringify(catalogue())), expected);
  assert.deepEqual(parseCatalogue(changed(catalogue(), "models.0.self_check", undefined)).models[0].selfChecks, []);
});

test("what only Python knows of a network passes through as it is: its rules are not the page's", () => {
  const text = changed(catalogue(), "models.0.spec.padding", "mirror");
  assert.equal(parseCatalogue(text).models[0].spec.padding, "mirror");
  const tiles = changed(catalogue(), "models.0.spec.tiles", [2, 3]);
  assert.deepEqual(parseCatalogue(tiles).models[0].spec.tiles, [2, 3]);
  const { spec } = parseCatalogue(changed(catalogue(), "models.0.spec.activation", "tanh")).models[0];
  assert.equal(spec.activation, "tanh", "the server has asked cutout.model_spec");
});

test("a variant may say what its adapter must allow", () => {
  const given = changed(catalogue(), "models.0.variants.0.limits", { storage_buffers: 9 });
  const [{ variants }] = parseCatalogue(given).models;
  assert.deepEqual(variants[0].limits, { storageBuffers: 9, bufferBytes: null });
  const wrong = changed(catalogue(), "models.0.variants.0.limits", { buffer_bytes: -1 });
  assert.match(parseCatalogue(wrong).leftOut[0], /variants\[0\]\.limits\.buffer_bytes/);
});

/** @type {[place: string, replacement: unknown, pattern: RegExp][]} */
const WRONG = [
  ["models.0", null, /models\[0\] must be an object, found null/],
  ["models.0.id", "other", /models\[0\]\.spec\.id must be "other" like the model's own id, found "balanced"/],
  ["models.0.title", 3, /models\[0\]\.title must be a text/],
  ["models.0.description", undefined, /models\[0\]\.description/],
  ["models.0.licence", undefined, /models\[0\]\.licence/],
  ["models.0.commercial_use", "yes", /models\[0\]\.commercial_use must be true or false, found "yes"/],
  ["models.0.source", undefined, /models\[0\]\.source/],
  ["models.0.default", undefined, /models\[0\]\.default/],
  ["models.0.spec", null, /models\[0\]\.spec must be an object, found null/],
  ["models.0.spec.input_name", undefined, /spec\.input_name/],
  ["models.0.spec.looks", [1024], /spec\.looks\[0\] must be a text that is not empty, found 1024/],
  ["models.0.spec.looks", [], /spec\.looks must be at least one look, found \[\]/],
  [
    "models.0.self_check.0.look",
    "square 512",
    /self_check\[0\]\.look must be one of "square 1024", found "square 512"/,
  ],
  ["models.0.self_check.0.width", 0, /self_check\[0\]\.width/],
  ["models.0.spec.mean", [1, 2, "3"], /spec\.mean must be a text, a number or a list of either, found \[1,2,"3"\]/],
  ["models.0.spec.std", { r: 1 }, /spec\.std must be a text, a number or a list of either/],
  ["models.0.spec.softness_limit", null, /spec\.softness_limit must be a text, a number or a list of either/],
  ["models.0.spec.output_name", "", /spec\.output_name/],
  ["models.0.spec.normalise", "", /spec\.normalise must be a text/],
  ["models.0.spec.activation", 3, /spec\.activation must be a text/],
  ["models.0.spec.levels", [0.1], /spec\.levels must be a list of two numbers/],
  [
    "models.0.variants.0.files",
    [],
    /models\[0\]\.variants\[0\]\.files must be one graph and at most one file of weights, found \[\]/,
  ],
  ["models.0.variants.0.files.1.role", "graph", /files must be one graph/],
  ["models.0.variants.0.files.0.role", "code", /files\[0\]\.role must be one of "graph", "weights", found "code"/],
  ["models.0.variants.0.files.0.path", undefined, /files\[0\]\.path/],
  ["models.0.variants.0.files.0.bytes", 0, /files\[0\]\.bytes must be a whole number above 0, found 0/],
  ["models.0.variants.0.files.0.sha256", SHA.toUpperCase(), /files\[0\]\.sha256 must be 64 lower-case hex digits/],
  ["models.0.variants.0.files.0.url", "https://elsewhere.example/m", /files\[0\]\.url must be a path on this server/],
];
for (const [place, replacement, pattern] of WRONG) {
  test(`a model with ${place} = ${JSON.stringify(replacement)} is left out, the others are not`, () => {
    const { models, leftOut, default: first } = parseCatalogue(changed(catalogue(), place, replacement));
    assert.deepEqual([models.map(({ id }) => id), first], [["small"], "small"]);
    assert.equal(leftOut.length, 1);
    assert.match(leftOut[0], pattern);
  });
}

for (const wished of ["gone", null, 3, undefined]) {
  test(`the default ${wished}, which is not there, is the first model`, () => {
    assert.equal(parseCatalogue(changed(catalogue(), "default", wished)).default, "balanced");
  });
}

test("the second model of an id is left out", () => {
  const { models, leftOut } = parseCatalogue(changed(catalogue(), "models.1", model("balanced", false)));
  assert.equal(models.length, 1);
  assert.match(leftOut[0], /models\[1\]\.id must be an id of its own, found "balanced"/);
});

test("a catalogue of another shape is refused", () => {
  rejects(parseCatalogue, changed(catalogue(), "models", {}), /model catalogue: models must be a list, found \{\}/);
});

test("text that is not JSON is refused by name", () => {
  rejects(parseCatalogue, "<!doctype html>", /model catalogue is not valid JSON/);
});

test("a server without models is not an error of the page", () => {
  const empty = parseCatalogue('{"default": null, "models": []}');
  assert.deepEqual(empty, { default: null, models: [], leftOut: [] });
});

test("a note and the licence's address may be there; an address of another kind is refused", () => {
  const [plain] = parseCatalogue(JSON.stringify(catalogue())).models;
  assert.deepEqual([plain.note, plain.licence_url], [null, null]);
  const [entry] = catalogue().models;
  const full = { ...entry, note: "Slow.", licence_url: "https://example.org/licence" };
  const [read] = parseCatalogue(changed(catalogue(), "models.0", full)).models;
  assert.deepEqual([read.note, read.licence_url], ["Slow.", "https://example.org/licence"]);
  const script = { ...entry, licence_url: "javascript:alert(1)" };
  assert.match(parseCatalogue(changed(catalogue(), "models.0", script)).leftOut[0], /licence_url/);
});

test("files that variants share count once among a model's files; weights are always shared", () => {
  const given = catalogue();
  const [plain] = given.models[0].variants;
  const [graph, weights] = plain.files;
  const own = { ...graph, path: "half.onnx", bytes: 8, url: "/models/balanced/half.onnx?v=0" };
  given.models[0].variants = [
    { ...plain, precision: "float16", needs: ["shader-f16"], files: [own, { ...weights }] },
    plain,
  ];
  const [entry] = parseCatalogue(JSON.stringify(given)).models;
  assert.deepEqual(
    modelFiles(entry).map(({ path }) => path),
    ["half.onnx", "model.weights", "model.onnx"],
  );
  assert.equal(modelBytes(entry), 518);
  const other = changed(given, "models.0.variants.0.files.1.url", "/models/balanced/other.weights?v=0");
  assert.match(parseCatalogue(other).leftOut[0], /models\[0\]\.variants must be variants that share their weights/);
});

test("a model's size is that of its files; weights may be inside the graph", () => {
  const one = changed(catalogue(), "models.0.variants.0.files", model("balanced", true).variants[0].files.slice(0, 1));
  assert.equal(modelBytes(parseCatalogue(one).models[0]), 10);
  assert.equal(modelBytes(parseCatalogue(JSON.stringify(catalogue())).models[0]), 510);
});
