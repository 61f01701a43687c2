// The service worker's rules: which cache answers which request, what a build consists of, what may go.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import test from "node:test";
import {
  buildOfCache,
  cacheName,
  cachesToForget,
  chooseBuild,
  filesOf,
  kindOfRequest,
  partOf,
  portionOf,
} from "../../web/src/service-worker/plan.js";

const ORIGIN = "http://127.0.0.1:8000";
const CATALOGUE = "/models/catalogue.json";
const units = {
  app: "/assets/app.0123456789ab/",
  pyodide: "/assets/pyodide.0123456789ab/",
  python: "/assets/python.0123456789ab/",
  ort: "/assets/ort.0123456789ab/",
  codecs: "/assets/codecs.0123456789ab/",
  vendor: "/assets/vendor.0123456789ab/",
};
const facts = (/** @type {number} */ bytes) => ({ bytes, sha256: "0".repeat(64) });

/**
 * @param {string} path
 * @param {{ method?: string, mode?: string }} [request]
 */
function kind(path, { method = "GET", mode = "cors" } = {}) {
  return kindOfRequest({ method, mode, url: new URL(path, ORIGIN).href }, ORIGIN, CATALOGUE);
}

test("only the page, the catalogue and assets are answered", () => {
  assert.equal(kind("/", { mode: "navigate" }), "page");
  assert.equal(kind("/?model=balanced&provider=wasm", { mode: "navigate" }), "page");
  assert.equal(kind(CATALOGUE, { mode: "same-origin" }), "catalogue");
  assert.equal(kind(`${units.app}main.js`), "asset");
  for (const path of ["/healthz", "/models/balanced/model.onnx?v=1", "/service-worker.js", "/favicon.ico", "/other"]) {
    assert.equal(kind(path), "untouched", path);
    assert.equal(kind(path, { mode: "navigate" }), "untouched", path);
  }
});

test("what sends something, goes elsewhere or only looks like the page is left alone", () => {
  assert.equal(kind("/", { mode: "cors" }), "untouched");
  for (const method of ["POST", "PUT", "HEAD"]) {
    assert.equal(kind("/", { method, mode: "navigate" }), "untouched");
    assert.equal(kind(`${units.app}main.js`, { method }), "untouched");
  }
  assert.equal(kind("https://example.org/assets/x.js"), "untouched");
});

test("the parts of a build", () => {
  assert.equal(partOf(`${units.app}worker/main.js`, units), "shell");
  assert.equal(partOf(`${units.vendor}client-zip.js`, units), "shell");
  assert.equal(partOf(`${units.pyodide}pyodide.asm.wasm`, units), "runtime");
  assert.equal(partOf(`${units.python}pyodide-lock.json`, units), "runtime");
  assert.equal(partOf(`${units.codecs}libheif-bundle.mjs`, units), "codecs");
  assert.equal(partOf("/assets/later.0123456789ab/unknown.bin", units), "runtime");
});

test("of the real ONNX Runtime, what WASM loads is runtime and what only WebGPU loads is not", () => {
  const folder = new URL("../../web/node_modules/onnxruntime-web/dist/", import.meta.url);
  const there = new Set(readdirSync(folder));
  const wasm = ["ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"];
  const webgpu = ["ort.webgpu.min.mjs", "ort-wasm-simd-threaded.asyncify.mjs", "ort-wasm-simd-threaded.asyncify.wasm"];
  const jspi = ["ort.jspi.min.mjs", "ort-wasm-simd-threaded.jspi.mjs", "ort-wasm-simd-threaded.jspi.wasm"];
  for (const [part, names] of Object.entries({ runtime: wasm, webgpu, "webgpu-jspi": jspi })) {
    for (const name of names) {
      assert.ok(there.has(name), name);
      assert.equal(partOf(`${units.ort}${name}`, units), part, name);
    }
  }
});

test("the files of some parts, the page among the shell's", () => {
  const files = {
    [`${units.app}main.js`]: facts(10),
    [`${units.pyodide}pyodide.mjs`]: facts(20),
    [`${units.ort}ort.webgpu.min.mjs`]: facts(30),
  };
  const release = { build: "b", page: facts(5), catalogueUrl: CATALOGUE, units, files };
  const urls = (/** @type {import("../../web/src/shared/offline.js").Part[]} */ parts) =>
    filesOf(release, parts).map(({ url }) => url);
  assert.deepEqual(urls(["shell"]), ["/", `${units.app}main.js`]);
  assert.deepEqual(urls(["runtime"]), [`${units.pyodide}pyodide.mjs`]);
  assert.deepEqual(urls(["shell", "runtime", "codecs", "webgpu"]), ["/", ...Object.keys(files)]);
});

test("a portion stays below its limit, and one file beyond it is a portion of its own", () => {
  const files = [5, 4, 3, 50].map((bytes) => ({ url: `/${bytes}`, ...facts(bytes) }));
  assert.deepEqual(
    portionOf(files, 9).map(({ bytes }) => bytes),
    [5, 4],
  );
  assert.deepEqual(
    portionOf(files.slice(3), 9).map(({ bytes }) => bytes),
    [50],
  );
  assert.deepEqual(portionOf([], 9), []);
});

test("without the server: the worker's own build where it is complete, else the newest complete one, else none", () => {
  const [a, b, c] = ["a", "b", "c"].map((build, at) => ({ build, parts: [], at }));
  assert.ok(a && b && c);
  assert.equal(chooseBuild("a", [b, a, c]), a);
  assert.equal(chooseBuild("d", [b, c, a]), c);
  assert.equal(chooseBuild("a", []), null);
});

test("a build's cache stays while a page uses it, or while one page does not say what it uses", () => {
  const names = ["cutroom-models", cacheName("a"), cacheName("b"), cacheName("c"), "somebody-else"];
  assert.deepEqual(cachesToForget(names, "c", ["c"]), [cacheName("a"), cacheName("b")]);
  assert.deepEqual(cachesToForget(names, "c", ["c", "a"]), [cacheName("b")]);
  assert.deepEqual(cachesToForget(names, "c", ["c", null]), []);
  assert.deepEqual(cachesToForget(names, "c", []), [cacheName("a"), cacheName("b")]);
  assert.equal(buildOfCache("cutroom-models"), null);
  assert.equal(buildOfCache(cacheName("a")), "a");
});
