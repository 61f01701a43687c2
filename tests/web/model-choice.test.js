// Which model a visit begins with, who has to be asked before it, how fast it was, and the words for all that.

import assert from "node:assert/strict";
import { test } from "node:test";
import { rateOf, timeLeft, withSample } from "../../web/src/lib/transfer-rate.js";
import { firstAllowed, modelsInOrder } from "../../web/src/page/first-model.js";
import { createModelLicences } from "../../web/src/page/model-licences.js";
import { createModelSpeeds } from "../../web/src/page/model-speeds.js";
import { readSpeeds, speedsOf, withRun } from "../../web/src/page/speed-memory.js";
import { deviceInWords, speedInWords, transferInWords } from "../../web/src/words/model-words.js";
import { add, after, done, RESULT, step } from "./queue-fixtures.js";

const model = (/** @type {string} */ id, isCommercial = true) =>
  /** @type {any} */ ({ id, title: id, licence: `licence of ${id}`, commercial_use: isCommercial });
const CATALOGUE = /** @type {any} */ ({ default: "b", models: [model("a"), model("b"), model("nc", false)] });
const ids = (/** @type {any[]} */ models) => models.map(({ id }) => id).join();

function storage() {
  /** @type {Map<string, string>} */
  const kept = new Map();
  return {
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void kept.set(key, value),
  };
}

test("the address counts most, then what was chosen before, then the server's default", () => {
  assert.equal(ids(modelsInOrder(CATALOGUE, ["nc", "a"])), "nc,a,b");
  assert.equal(ids(modelsInOrder(CATALOGUE, [null, "a"])), "a,b,nc");
  assert.equal(ids(modelsInOrder(CATALOGUE, [null, null])), "b,a,nc");
  assert.equal(ids(modelsInOrder(CATALOGUE, ["gone", "gone too"])), "b,a,nc");
  assert.equal(ids(modelsInOrder({ default: null, models: [], leftOut: [] }, ["a"])), "");
});

test("a licence without commercial use is asked about once, and again when it changes", async () => {
  const box = storage();
  const asked = /** @type {string[]} */ ([]);
  const visit = (/** @type {boolean} */ answer) =>
    createModelLicences({
      ask: async ({ text }) => {
        asked.push(text);
        return answer;
      },
      storage: () => box,
    });
  assert.equal(await visit(false).allows(model("a")), true);
  assert.equal(await visit(false).allows(model("nc", false)), false);
  assert.equal(await visit(true).allows(model("nc", false)), true);
  assert.equal(visit(false).isFree(model("nc", false)), true);
  assert.equal(await visit(false).allows(model("nc", false)), true);
  assert.equal(asked.length, 2);
  assert.match(String(asked[0]), /licence of nc/);
  assert.equal(visit(true).isFree({ ...model("nc", false), licence: "another" }), false);
});

test("whoever says no gets the next model that needs no question, or none", async () => {
  const licences = { isFree: (/** @type {any} */ each) => each.commercial_use, allows: async () => false };
  assert.equal((await firstAllowed(modelsInOrder(CATALOGUE, ["nc"]), licences))?.id, "b");
  assert.equal(await firstAllowed([model("nc", false)], licences), null);
  assert.equal(await firstAllowed([], licences), null);
});

test("the rate is that of the last seconds, and is not guessed from less than one", () => {
  /** @type {import("../../web/src/lib/transfer-rate.js").Sample[]} */
  let samples = [];
  for (const [at, bytes] of /** @type {const} */ ([
    [0, 0],
    [500, 1e6],
  ]))
    samples = withSample(samples, { at, bytes });
  assert.equal(rateOf(samples), null);
  samples = withSample(samples, { at: 2000, bytes: 4e6 });
  assert.equal(rateOf(samples), 2e6);
  for (let at = 3000; at <= 20_000; at += 1000) samples = withSample(samples, { at, bytes: 4e6 });
  assert.equal(rateOf(samples), 0, "a connection that stands still");
  assert.equal(timeLeft(1e6, 0), null);
  assert.equal(timeLeft(4e6, 2e6), 2000);
  samples = withSample(samples, { at: 20_100, bytes: 10 });
  assert.equal(rateOf(samples), null, "it began anew");
});

test("a download in words: amount at once, rate and time left when they are known", () => {
  const transfer = { bytes: 24e6, total: 88e6, fetched: 24e6, rate: 9.4e6, left: 6800 };
  assert.equal(transferInWords(transfer), "24 MB of 88 MB, 9.4 MB a second, 7 s left");
  assert.equal(transferInWords({ ...transfer, rate: null, left: null }), "24 MB of 88 MB");
  assert.equal(transferInWords({ ...transfer, fetched: 0 }), "24 MB of 88 MB", "read from this device");
  assert.equal(transferInWords({ ...transfer, left: 20 }), "24 MB of 88 MB, 9.4 MB a second, 1 s left");
});

test("what is on the device in words", () => {
  const device = { bytes: 0, isWhole: false, canKeep: true };
  assert.equal(deviceInWords(device, 88e6), "Not on this device");
  assert.equal(deviceInWords({ ...device, bytes: 24e6 }, 88e6), "Partly on this device: 24 MB of 88 MB");
  assert.equal(deviceInWords({ ...device, bytes: 88e6, isWhole: true }, 88e6), "On this device, 88 MB");
  assert.match(deviceInWords({ ...device, canKeep: false }, 88e6), /fetched again/);
});

test("speed is the median of the last runs of a model on a provider", () => {
  const wasm = { model: "a", provider: /** @type {const} */ ("wasm"), threads: 2 };
  const webgpu = { model: "a", provider: /** @type {const} */ ("webgpu"), threads: null };
  let speeds = {};
  for (const seconds of [90, 5, 6, 7]) speeds = withRun(speeds, wasm, seconds);
  assert.equal(speedInWords(speedsOf(speeds, "a")), "About 6.5 s a photo on WASM, 2 threads");
  for (const seconds of [6, 6, 6, 6]) speeds = withRun(speeds, wasm, seconds);
  assert.deepEqual(speedsOf(speeds, "a"), [{ provider: "wasm", threads: 2, seconds: 6 }]);
  speeds = withRun(speeds, webgpu, 0.5);
  assert.equal(speedInWords(speedsOf(speeds, "a")), "About 0.5 s a photo on WebGPU; 6 s a photo on WASM, 2 threads");
  assert.deepEqual(speedsOf(speeds, "b"), []);
  assert.equal(speedInWords([]), "");
  assert.equal(
    speedInWords([{ provider: "wasm", threads: 1, seconds: 0.01 }]),
    "About 0.1 s a photo on WASM, 1 thread",
  );
  assert.deepEqual(speedsOf(readSpeeds(JSON.parse(JSON.stringify(speeds))), "a"), speedsOf(speeds, "a"));
});

test("what a person or another version wrote is left out of the speeds", () => {
  const foreign = { "a wasm 2": ["6"], "a cuda -": [1], "a wasm 1": [3], "": [1], "b wasm -": [] };
  assert.deepEqual(readSpeeds(foreign), { "a wasm 1": [3] });
  assert.throws(() => readSpeeds([1]), TypeError);
});

test("only runs of this visit are measured", () => {
  const box = storage();
  const speeds = createModelSpeeds({ storage: () => box });
  const result = { ...RESULT, timings: { inference: 6 } };
  const restored = after({
    type: "restore",
    items: after(add("z"), { ...done("z"), result }).items,
    now: 1,
  });
  assert.equal(speeds.update(restored), false);
  let state = after(add("a", "b"));
  speeds.update(state);
  state = step(state, { type: "provider", id: "a", attempt: 1, provider: "wasm", threads: 2 }).state;
  speeds.update(state);
  state = step(state, { ...done("a"), result }).state;
  assert.equal(speeds.update(state), true);
  assert.equal(speeds.update(state), false, "once");
  const expected = [{ provider: "wasm", threads: 2, seconds: 6 }];
  assert.deepEqual(createModelSpeeds({ storage: () => box }).of("balanced"), expected, "the next visit knows it");
});
