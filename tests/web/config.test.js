// The page's configuration, checked: a good one comes through unchanged, each wrong field is named with what was found.

import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePageConfig } from "../../web/src/shared/config.js";
import { changed, rejects } from "./changed-json.js";

const pageConfig = () => ({
  version: "0.1.0",
  build: "0123456789ab",
  units: Object.fromEntries(
    ["app", "pyodide", "python", "ort", "codecs", "vendor"].map((unit) => [unit, `/assets/${unit}.0123456789ab/`]),
  ),
  catalogueUrl: "/models/catalogue.json",
});

test("a good page config comes through; keys of a newer server are ignored", () => {
  assert.deepEqual(parsePageConfig(JSON.stringify({ ...pageConfig(), more: 1 })), pageConfig());
});

/** @type {[place: string, replacement: unknown, pattern: RegExp][]} */
const WRONG = [
  ["version", undefined, /page config: version must be a text that is not empty, found nothing/],
  ["build", "", /page config: build must be .* found ""/],
  ["units", [], /page config: units must be an object, found \[\]/],
  ["units.ort", undefined, /page config: units\.ort must be a path on this server .* found nothing/],
  ["units.app", "https://elsewhere.example/", /units\.app must be a path on this server/],
  ["units.app", "//elsewhere.example/", /units\.app must be a path on this server/],
  ["units.app", "/\\elsewhere.example/", /units\.app must be a path on this server/],
  ["units.app", "/assets/app", /units\.app must be a folder that ends in "\/"/],
  ["catalogueUrl", "models.json", /catalogueUrl must be a path on this server/],
];
for (const [place, replacement, pattern] of WRONG) {
  test(`page config with ${place} = ${JSON.stringify(replacement)} is refused`, () => {
    rejects(parsePageConfig, changed(pageConfig(), place, replacement), pattern);
  });
}

test("text that is not JSON is refused by name", () => {
  rejects(parsePageConfig, "{", /page config is not valid JSON/);
});
