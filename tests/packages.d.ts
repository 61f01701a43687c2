// Packages that tests import by the path of a file, which lies beside no declaration.
declare module "*/fast-check/lib/fast-check.js" {
  export { default } from "fast-check";
}
declare module "*/hash-wasm/dist/sha256.umd.min.js" {
  const hashWasm: typeof import("hash-wasm");
  export default hashWasm;
}
