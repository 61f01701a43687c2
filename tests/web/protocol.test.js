// The guard that the page puts before every message from a worker: each field broken once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertNever, isWorkerMessage } from "../../web/src/shared/protocol.js";

const EMPTY_MODULE = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
const ready = { type: "ready", provider: "wasm", threads: 4 };
const progress = { type: "progress", stage: "decode", fraction: 0.5 };
const result = {
  bytes: 2000,
  width: 40,
  height: 30,
  extension: ".png",
  media_type: "image/png",
  facts: { doubt: 0.25, reasons: [] },
  details: { format: "JPEG", pixels: 1200, rotated: false },
  timings: { decode: 0.5, inference: 2 },
  looks: [{ look: "square 64", seconds: 1.5 }],
};
const files = { cutout: new Blob(["a"]), thumbnail: new File(["b"], "b.png"), original: null };
const done = { type: "done", files, result };
const LOOK = { look: "square 64", doubt: 0.5, reasons: ["soft"] };
const facts = {
  ...{ model: "m", version: "1", provider: "wasm", threads: 4, details: { precision: "float32" } },
  ...{ looks: [LOOK, { look: "aspect 64", doubt: 0, reasons: [] }], chosen: 1, asked: "automatic" },
};
const matte = { type: "matte", mattes: [new Blob(["m"]), new Blob(["n"])], facts };
const passed = { type: "passed", look: "aspect 768" };
const failed = {
  type: "failed",
  code: "decode-failed",
  stage: "decode",
  found: { case: "ends-early", format: "JPEG" },
  detail: "",
};

/** That record, with one field broken in each way. @type {(record: object, field: string, ...wrongs: unknown[]) => object[]} */
const wrongIn = (record, field, ...wrongs) => wrongs.map((wrong) => ({ ...record, [field]: wrong }));

for (const message of [
  { type: "alive" },
  { type: "kit", kit: { modules: {}, snapshot: null, sha256: null } },
  {
    type: "kit",
    kit: { modules: { "/a.wasm": new WebAssembly.Module(EMPTY_MODULE) }, snapshot: new Blob(["x"]), sha256: "ab" },
  },
  ready,
  { ...ready, provider: "webgpu", threads: null },
  { ...ready, provider: null, threads: null },
  passed,
  progress,
  { ...progress, fraction: null },
  { ...progress, fraction: 0 },
  { ...progress, fraction: 1 },
  { ...progress, look: 2 },
  done,
  {
    ...done,
    result: { ...result, facts: { doubt: 1, reasons: ["none", "new"], model_damaged: true }, details: {}, timings: {} },
  },
  { ...done, files: { ...files, original: new Blob(["c"]) } },
  matte,
  { ...matte, facts: { ...facts, provider: "webgpu", threads: null, details: {} } },
  failed,
]) {
  test(`a good "${message.type}" passes: ${JSON.stringify(message).slice(0, 60)}`, () => {
    assert.equal(isWorkerMessage(message), true);
  });
}

/** @type {[base: { type: string }, field: string, ...wrongs: unknown[]][]} */
const BROKEN = [
  [ready, "type", "Ready", undefined],
  [ready, "provider", "auto", "cpu", undefined],
  [ready, "threads", 0, 1.5, "4", undefined, Number.NaN],
  [passed, "look", 1, null, undefined],
  [progress, "stage", "cooking", undefined, null],
  [progress, "fraction", -0.1, 1.1, Number.NaN, "0.5", undefined],
  [done, "files", ...wrongIn(files, "cutout", new Uint8Array(3), null, undefined, { size: 1, type: "" })],
  [done, "files", ...wrongIn(files, "thumbnail", new ArrayBuffer(3), null, undefined), null, undefined],
  [done, "files", ...wrongIn(files, "original", new Uint8Array(3), "", undefined)],
  [done, "result", ...wrongIn(result, "bytes", 0, "6", undefined), null, undefined],
  [done, "result", ...wrongIn(result, "width", 0, -1, 1.5, Number.POSITIVE_INFINITY, "40", undefined)],
  [done, "result", ...wrongIn(result, "height", 0, undefined)],
  [done, "result", ...wrongIn(result, "extension", "png", ".exe", ".webp", "", undefined)],
  [done, "result", ...wrongIn(result, "media_type", 1, undefined)],
  [done, "result", ...wrongIn(result, "facts", null, [], {}, { doubt: 0, reasons: [], model_damaged: 1 }, undefined)],
  [
    done,
    "result",
    ...wrongIn(result, "facts", { doubt: 1.1, reasons: [] }, { reasons: [] }, { doubt: "1", reasons: [] }),
  ],
  [
    done,
    "result",
    ...wrongIn(result, "facts", { doubt: 1 }, ...[3, "none", [1], [""]].map((reasons) => ({ doubt: 1, reasons }))),
  ],
  [done, "result", ...wrongIn(result, "details", null, [], { nested: {} }, { nothing: null }, undefined)],
  [done, "result", ...wrongIn(result, "timings", null, { decode: "0.5" }, { decode: -1 }, { decode: Number.NaN })],
  [
    matte,
    "mattes",
    new Uint8Array(3),
    [],
    [new Blob()],
    [new Blob(), null],
    [new Blob(), new Uint8Array(3)],
    null,
    undefined,
  ],
  [
    matte,
    "facts",
    ...wrongIn(facts, "looks", [], [{}, {}], null, undefined),
    ...wrongIn(facts, "asked", "two", undefined),
  ],
  [matte, "facts", ...wrongIn(facts, "chosen", 2, -1, 0.5, "0", undefined)],
  [matte, "facts", ...wrongIn(LOOK, "doubt", 2, undefined).map((look) => ({ ...facts, looks: [LOOK, look] }))],
  [matte, "facts", ...wrongIn(LOOK, "look", "", 1).map((look) => ({ ...facts, looks: [LOOK, look] }))],
  [matte, "facts", ...wrongIn(LOOK, "reasons", "soft", [1]).map((look) => ({ ...facts, looks: [LOOK, look] }))],
  [progress, "look", 0, 1.5, "2"],
  [done, "result", ...wrongIn(result, "looks", null, [{ look: "square 64" }], [{ look: 1, seconds: 1 }], undefined)],
  [done, "result", ...wrongIn(result, "looks", [{ look: "square 64", seconds: -1 }])],
  [matte, "facts", ...wrongIn(facts, "model", "", 1, undefined), ...wrongIn(facts, "version", "", undefined)],
  [matte, "facts", ...wrongIn(facts, "provider", "auto", null, undefined), ...wrongIn(facts, "threads", 0, undefined)],
  [matte, "facts", ...wrongIn(facts, "details", null, { nested: {} }, undefined), null, undefined],
  [failed, "code", "no-such-code", "toString", undefined],
  [failed, "stage", "cooking", undefined],
  [failed, "found", null, [], { case: null }, { facts: {} }, undefined],
  [failed, "detail", null, undefined],
];
for (const [index, [base, field, ...wrongs]] of BROKEN.entries()) {
  test(`"${base.type}" with a wrong ${field} does not pass (${index})`, () => {
    for (const wrong of wrongs) {
      assert.equal(isWorkerMessage({ ...base, [field]: wrong }), false, `${field}: ${JSON.stringify(wrong)}`);
    }
  });
}

test("what is no object at all does not pass", () => {
  for (const value of [null, undefined, 1, "ready", [], [ready], () => ready, new Map(Object.entries(ready))]) {
    assert.equal(isWorkerMessage(value), false);
  }
});

test("assertNever says what came", () => {
  assert.throws(() => assertNever(/** @type {never} */ ({ type: "surprise" })), /surprise/);
});
