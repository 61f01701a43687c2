// The guard that the job's worker puts before every message from the network's: each field broken once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isNetworkMessage } from "../../web/src/worker/network-messages.js";

const EMPTY_MODULE = new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
const begin = { type: "begin", limitSeconds: 90 };
const passed = { type: "passed", look: "aspect 768" };
const started = {
  type: "started",
  threads: 4,
  details: { precision: "float32", runtime: "wasm" },
  startSeconds: 0.5,
  modules: { "/ort.wasm": EMPTY_MODULE },
};
const output = { type: "output", data: new Float32Array([0.25, 1]), dims: [1, 1, 1, 2] };
const failed = { type: "failed", code: "session-failed", stage: "start", found: { case: "not-loaded" }, detail: "" };

for (const message of [
  { type: "alive" },
  { type: "running" },
  passed,
  begin,
  { ...begin, limitSeconds: null },
  started,
  { ...started, threads: null, details: {}, modules: {}, startSeconds: 0 },
  output,
  { ...output, data: new Float32Array(0), dims: [1, 0] },
  failed,
]) {
  test(`a good "${message.type}" passes: ${JSON.stringify(message).slice(0, 60)}`, () => {
    assert.equal(isNetworkMessage(message), true);
  });
}

for (const [base, field, ...wrongs] of /** @type {[{ type: string }, string, ...unknown[]][]} */ ([
  [begin, "type", "Begin", undefined],
  [begin, "limitSeconds", 0, -1, 1.5, "90", undefined],
  [passed, "look", 1, null, ["square 1024"], undefined],
  [started, "threads", 0, 1.5, "4", undefined],
  [started, "details", null, [], { nested: {} }, undefined],
  [started, "startSeconds", -1, Number.NaN, "1", null, undefined],
  [started, "modules", null, [], { "/ort.wasm": null }, { "/ort.wasm": "bytes" }, undefined],
  [output, "data", [0.5], new Float64Array(1), new ArrayBuffer(4), null, undefined],
  [output, "dims", "1,1", [1, -1], [0.5], ["1"], null, undefined],
  [failed, "code", "no-such-code", undefined],
  [failed, "stage", "cooking", undefined],
  [failed, "found", null, [], { case: null }, undefined],
  [failed, "detail", null, undefined],
])) {
  test(`"${base.type}" with a wrong ${field} does not pass`, () => {
    for (const wrong of wrongs) {
      assert.equal(isNetworkMessage({ ...base, [field]: wrong }), false, `${field}: ${String(wrong)}`);
    }
  });
}

test("what only a job's worker may say, or is no object at all, does not pass", () => {
  for (const value of [null, undefined, 1, "alive", [], [started], { type: "ready", provider: "wasm", threads: 1 }]) {
    assert.equal(isNetworkMessage(value), false);
  }
});
