// Nothing in web/src is there for tests only: every export has a use in the program. It may be exported so that a test can
// reach it, but then its own file calls it too.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SRC = join(ROOT, "web", "src");
const IMPORT = /(?:import|export)\s+(?:\{([^}]*)\}|(\*)[^;]*?)\s+from\s+"(\.[^"]+)"/g;
const TYPE_IMPORT = /@import\s+\{([^}]*)\}()\s+from\s+"(\.[^"]+)"/g;
const TYPE_IN_PLACE = /import\("(\.[^"]+)"\)\.(\w+)/g;
const EXPORT = /^export\s+(?:async\s+)?(?:function\*?|const|class)\s+(\w+)/gm;

/** Used from outside web/src. */
const CALLED_FROM_OUTSIDE = new Map([
  ["service-worker/main.js run", "the root script that server/service_worker.py writes calls it"],
]);
/** Loaded by address, imported by nobody. */
const PROGRAMS = [
  "main.js",
  "model-worker/main.js",
  "service-worker/main.js",
  "worker/main.js",
  "worker/network-worker.js",
  "zip-worker/main.js",
];

/** @param {string} folder @param {RegExp} ending */
function filesIn(folder, ending) {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => ending.test(name) && !name.includes("node_modules"))
    .map((name) => join(folder, name));
}

/** @param {string} text */
function withoutComments(text) {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
}

/** @param {string} name @param {string} text @returns {number} how often it stands there; not as somebody's property */
function occurrences(name, text) {
  return text.match(new RegExp(`(?<![\\w$]|(?<!\\.\\.)\\.)${name}(?![\\w$])`, "g"))?.length ?? 0;
}

const programs = new Map(filesIn(SRC, /\.js$/).map((file) => [file, readFileSync(file, "utf8")]));
const tests = ["tests", "bench", "e2e"]
  .flatMap((folder) => filesIn(join(ROOT, folder), /\.(js|py)$/))
  .filter((file) => file !== fileURLToPath(import.meta.url))
  .map((file) => readFileSync(file, "utf8"))
  .join("\n");

/** File -> names that other files of web/src import from it; "*" for all. @type {Map<string, Set<string>>} */
const imported = new Map([...programs.keys()].map((file) => [file, new Set()]));
for (const [file, text] of programs) {
  for (const [, names, all, path] of [...text.matchAll(IMPORT), ...text.matchAll(TYPE_IMPORT)]) {
    const from = imported.get(join(file, "..", path ?? ""));
    assert.ok(from, `${relative(SRC, file)} imports ${path}, which is not there`);
    for (const name of (all ?? names ?? "").replaceAll(/\n\s*\*/g, " ").split(","))
      from.add(name.trim().split(/\s+as\s+/)[0] ?? "");
  }
  for (const [, path, name] of text.matchAll(TYPE_IN_PLACE))
    imported.get(join(file, "..", path ?? ""))?.add(name ?? "");
}

test("every export is used by another file, or by its own and a test", () => {
  let count = 0;
  const useless = [];
  for (const [file, text] of programs) {
    const uses = /** @type {Set<string>} */ (imported.get(file));
    for (const [, name = ""] of text.matchAll(EXPORT)) {
      count += 1;
      const title = `${relative(SRC, file).replaceAll("\\", "/")} ${name}`;
      if (uses.has(name) || uses.has("*") || CALLED_FROM_OUTSIDE.has(title)) continue;
      const isUsedHere = occurrences(name, withoutComments(text)) > 1;
      const isTested = new RegExp(`\\b${name}\\b`).test(tests);
      if (!isUsedHere) useless.push(`${title}: ${isTested ? "only tests use it" : "nobody uses it"}, so delete it`);
      else if (!isTested) useless.push(`${title}: only its own file uses it, so do not export it`);
    }
  }
  assert.ok(count > 150, `${count} exports were found: they are not being seen`);
  assert.deepEqual(useless, []);
});

test("every file is imported by another, or is a program of its own", () => {
  const alone = [...imported].filter(([, names]) => names.size === 0).map(([file]) => relative(SRC, file));
  assert.deepEqual(alone.map((path) => path.replaceAll("\\", "/")).sort(), PROGRAMS);
});
