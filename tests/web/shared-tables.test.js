// Stages, error codes, providers and options: the closed lists that JavaScript and Python share.

import assert from "node:assert/strict";
import { test } from "node:test";
import { describeError, ERRORS, isErrorCode } from "../../web/src/shared/errors.js";
import { describeProvider, isProvider } from "../../web/src/shared/providers.js";
import { isStage, STAGES, stageInfo } from "../../web/src/shared/stages.js";

test("stages, in order, with their owner", () => {
  const byOwner = (owner) => STAGES.filter((stage) => stage.owner === owner).map((stage) => stage.name);
  assert.deepEqual(
    [...byOwner("js"), ...byOwner("python")],
    STAGES.map((stage) => stage.name),
  );
  assert.deepEqual(byOwner("js"), ["model", "start"]);
  assert.deepEqual(byOwner("python"), [
    "decode",
    "prepare",
    "inference",
    "alpha",
    "foreground",
    "encode",
    "verify",
    "preview",
  ]);
});

test("every stage has a label of its own, a limit that spares slow machines, and a weight", () => {
  assert.equal(new Set(STAGES.map((stage) => stage.label)).size, STAGES.length);
  assert.ok(STAGES.every((stage) => stage.limitSeconds >= 60 && stage.weight > 0));
  assert.ok(stageInfo("inference").limitSeconds >= 5 * 120);
  assert.equal(
    STAGES.reduce((sum, stage) => sum + stage.weight, 0),
    100,
  );
});

test("stage look-up", () => {
  assert.equal(stageInfo("verify").label, "Checking");
  assert.throws(() => stageInfo("cooking"), /"cooking" is not a stage; the stages are model, start, decode/);
  assert.deepEqual(["decode", "cooking", "constructor", null].map(isStage), [true, false, false, false]);
});

test("error codes, by owner", () => {
  const byOwner = (owner) => Object.keys(ERRORS).filter((code) => ERRORS[code].owner === owner);
  assert.deepEqual(byOwner("python"), [
    "empty-file",
    "unsupported-format",
    "unrecognised-file",
    "decode-failed",
    "photo-too-large",
    "encode-failed",
    "encode-verification-failed",
  ]);
  assert.deepEqual(byOwner("js"), [
    "file-unreadable",
    "source-not-kept",
    "model-unavailable",
    "model-corrupt",
    "runtime-unavailable",
    "session-failed",
    "provider-unfit",
    "worker-crashed",
    "stage-timeout",
  ]);
  assert.deepEqual(byOwner("both"), ["inference-failed", "out-of-memory", "matte-damaged", "internal-error"]);
});

test("every error has a title, and advice in sentences", () => {
  for (const [code, { title, advice }] of Object.entries(ERRORS)) {
    assert.match(title, /^[A-Z].*[^.]$/, code);
    assert.match(advice, /^[A-Z].*\.$/, code);
  }
  assert.equal(new Set(Object.values(ERRORS).map((each) => each.title)).size, Object.keys(ERRORS).length);
});

test("retry is not offered where the same file must fail again", () => {
  assert.deepEqual(
    Object.keys(ERRORS).filter((code) => !ERRORS[code].retryCanHelp),
    ["empty-file", "unsupported-format", "unrecognised-file", "decode-failed", "photo-too-large", "source-not-kept"],
  );
});

test("an unknown code is described as an internal error", () => {
  assert.equal(describeError("out-of-memory"), ERRORS["out-of-memory"]);
  assert.equal(describeError("constructor"), ERRORS["internal-error"]);
  assert.deepEqual(["empty-file", "toString", 3, null].map(isErrorCode), [true, false, false, false]);
});

test("providers in words", () => {
  assert.equal(describeProvider("webgpu", null), "WebGPU");
  assert.equal(describeProvider("wasm", 4), "WASM, 4 threads");
  assert.equal(describeProvider("wasm", 1), "WASM, 1 thread");
  assert.equal(describeProvider("wasm", null), "WASM");
  assert.deepEqual(["webgpu", "wasm", "auto", undefined].map(isProvider), [true, true, false, false]);
});

test("what people read about an error is a title and whole sentences", () => {
  for (const { title, advice } of Object.values(ERRORS)) {
    assert.match(title, /^[A-Z][^.!?]*[^.!?\s]$/);
    assert.match(advice, /^[A-Z].*[^.]\.$/);
    assert.doesNotMatch(`${title} ${advice}`, /\.\.|\s\s|\n/);
  }
  assert.doesNotMatch(ERRORS["decode-failed"].title, /damaged/, "it may be of a kind that is not known here");
});
