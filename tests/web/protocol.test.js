// The guard that the page puts before every message from a worker: each field broken once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertNever, isWorkerMessage } from "../../web/src/shared/protocol.js";

const EMPTY_MODULE = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
const ready = { type: "ready", provider: "wasm", threads: 4 };
const progress = { type: "progress", stage: "decode", fraction: 0.5 };
const done = {
  type: "done",
  cutout: new Blob(["a"]),
  thumbnail: new File(["b"], "b.png"),
  originalPreview: null,
  width: 40,
  height: 30,
  extension: ".png",
  mediaType: "image/png",
  details: { format: "JPEG", pixels: 1200, rotated: false },
  timings: { decode: 0.5, inference: 2 },
};
const failed = {
  type: "failed",
  code: "decode-failed",
  stage: "decode",
  message: "The file ends too early.",
  detail: "",
};

for (const message of [
  { type: "alive" },
  { type: "kit", kit: { modules: {}, snapshot: null, sha256: null } },
  {
    type: "kit",
    kit: { modules: { "/a.wasm": new WebAssembly.Module(EMPTY_MODULE) }, snapshot: new Blob(["x"]), sha256: "ab" },
  },
  ready,
  { ...ready, provider: "webgpu", threads: null },
  progress,
  { ...progress, fraction: null },
  { ...progress, fraction: 0 },
  { ...progress, fraction: 1 },
  done,
  { ...done, details: {}, timings: {} },
  { ...done, originalPreview: new Blob(["c"]) },
  failed,
]) {
  test(`a good "${message.type}" passes: ${JSON.stringify(message).slice(0, 60)}`, () => {
    assert.equal(isWorkerMessage(message), true);
  });
}

for (const [base, field, ...wrongs] of [
  [ready, "type", "Ready", undefined],
  [ready, "provider", "auto", "cpu", undefined],
  [ready, "threads", 0, 1.5, "4", undefined, Number.NaN],
  [progress, "stage", "cooking", undefined, null],
  [progress, "fraction", -0.1, 1.1, Number.NaN, "0.5", undefined],
  [done, "cutout", new Uint8Array(3), null, undefined, { size: 1, type: "" }],
  [done, "thumbnail", new ArrayBuffer(3), null, undefined],
  [done, "originalPreview", new Uint8Array(3), "", undefined],
  [done, "width", 0, -1, 1.5, Number.POSITIVE_INFINITY, "40", undefined],
  [done, "height", 0, undefined],
  [done, "extension", "png", ".exe", ".webp", "", undefined],
  [done, "mediaType", 1, undefined],
  [done, "details", null, [], { nested: {} }, { nothing: null }, undefined],
  [done, "timings", null, { decode: "0.5" }, { decode: -1 }, { decode: Number.NaN }, undefined],
  [failed, "code", "no-such-code", "toString", undefined],
  [failed, "stage", "cooking", undefined],
  [failed, "message", null, undefined],
  [failed, "detail", null, undefined],
]) {
  test(`"${base.type}" with a wrong ${field} does not pass`, () => {
    for (const wrong of wrongs) {
      assert.equal(isWorkerMessage({ ...base, [field]: wrong }), false, `${field}: ${String(wrong)}`);
    }
  });
}

test("what is no object at all does not pass", () => {
  for (const value of [null, undefined, 1, "ready", [], [ready], () => ready, new Map(Object.entries(ready))]) {
    assert.equal(isWorkerMessage(value), false);
  }
});

test("assertNever says what came", () => {
  assert.throws(() => assertNever({ type: "surprise" }), /surprise/);
});
