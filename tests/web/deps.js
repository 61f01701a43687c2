// The test's only way to packages: they are installed in web/, and tests/ lies outside it.

export { downloadZip, predictLength } from "../../web/node_modules/client-zip/index.js";
export { default as fc } from "../../web/node_modules/fast-check/lib/fast-check.js";
export { default as hashWasm } from "../../web/node_modules/hash-wasm/dist/sha256.umd.min.js";
