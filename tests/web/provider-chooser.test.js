// Which plan is next, what is remembered for the visit, and what for good.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createProviderChooser, readChecks } from "../../web/src/worker-client/provider-chooser.js";
import { adapter, device, HALF, variant } from "./devices.js";

const CHECK = { look: "square 4", height: 4, width: 4, side: 1, values: [0] };
const OTHER_CHECK = { ...CHECK, look: "aspect 4", height: 3, width: 5 };
const MODEL = /** @type {any} */ ({
  id: "m",
  variants: [HALF, variant()],
  selfChecks: [CHECK, OTHER_CHECK],
});

/** @param {any} code @param {any} stage @returns {any} */
const failure = (code, stage = "inference") => ({ type: "failed", code, stage, found: {}, detail: "here" });

/** @param {{ where?: any, choice?: any, build?: string, stored?: string[] }} [how] */
function chooser({ where = device(), choice = "auto", build = "b1", stored = [] } = {}) {
  const fallbacks = /** @type {any[]} */ ([]);
  let probes = 0;
  let checks = stored;
  const made = createProviderChooser({
    probe: async () => {
      probes += 1;
      return where;
    },
    choice,
    build,
    sentenceOf: ({ code }) => `It broke by ${code}.`,
    checks: {
      recall: () => checks,
      keep: (names) => {
        checks = names;
      },
    },
    onFallback: (fallback) => fallbacks.push(fallback),
  });
  return { ...made, fallbacks, probes: () => probes, stored: () => checks };
}

test("a plan that failed is not tried again in this visit, by no job, and the reason is told", async () => {
  const { forJob, now, fallbacks, probes } = chooser();
  const job = forJob(MODEL);
  const first = await job.next();
  assert.equal(first.plan?.key, "webgpu/jspi/float16/0");
  assert.equal(await job.failed(/** @type {any} */ (first.plan), failure("provider-unfit", "start")), true);
  const second = await job.next();
  assert.equal(second.plan?.key, "webgpu/jspi/float32/1");
  assert.equal(second.note, "WebGPU (16 bit): It broke by provider-unfit (here).");
  assert.equal(second.why, "WebGPU (16 bit): It broke by provider-unfit.", "what exactly happened is for a bug report");
  assert.deepEqual((await now(MODEL)).plan, second.plan);
  assert.deepEqual(
    fallbacks.map(({ failed, next }) => [failed.key, next.key]),
    [["webgpu/jspi/float16/0", "webgpu/jspi/float32/1"]],
  );
  assert.equal(probes(), 1, "the device is asked once");
});

test("what fails in 16 bits is done in 32 on the card, and what fails there without it", async () => {
  const { forJob, fallbacks } = chooser();
  const job = forJob(MODEL);
  const ran = [];
  for (let tries = 0; tries < 3; tries += 1) {
    const { plan, checks } = await job.next();
    ran.push([plan?.provider, plan?.variant.precision, checks.length]);
    if (plan?.provider === "webgpu") await job.failed(plan, failure("inference-failed", "start"));
  }
  assert.deepEqual(ran, [
    ["webgpu", "float16", 2],
    ["webgpu", "float32", 2],
    ["wasm", "float32", 0],
  ]);
  assert.equal(fallbacks.length, 2);
});

test("a lost card takes every plan of WebGPU along, but not those of another model", async () => {
  const { forJob, now } = chooser();
  const job = forJob(MODEL);
  await job.failed(/** @type {any} */ ((await job.next()).plan), failure("stage-timeout"));
  assert.equal((await job.next()).plan?.key, "wasm/4/float32");
  assert.equal((await now({ ...MODEL, id: "other" })).plan?.key, "webgpu/jspi/float16/0");
});

test("threads that fail leave one thread, and after that there is nothing", async () => {
  const { forJob } = chooser({ choice: "wasm" });
  const job = forJob(MODEL);
  await job.failed(/** @type {any} */ ((await job.next()).plan), failure("session-failed", "start"));
  const single = await job.next();
  assert.deepEqual([single.plan?.threads, single.note], [1, "WASM, 4 threads: It broke by session-failed (here)."]);
  assert.equal(await job.failed(/** @type {any} */ (single.plan), failure("session-failed", "start")), false);
});

test("the photo's own failure changes nothing", async () => {
  const { forJob, fallbacks } = chooser();
  const job = forJob(MODEL);
  const { plan } = await job.next();
  assert.equal(await job.failed(/** @type {any} */ (plan), failure("decode-failed", "decode")), false);
  assert.deepEqual([(await job.next()).plan, fallbacks], [plan, []]);
});

test("a runtime that did not arrive is left out for this job only", async () => {
  const { forJob, now, fallbacks } = chooser();
  const job = forJob(MODEL);
  const { plan } = await job.next();
  assert.equal(await job.failed(/** @type {any} */ (plan), failure("runtime-unavailable", "start")), true);
  assert.equal((await job.next()).plan?.provider, "wasm");
  assert.deepEqual([(await now(MODEL)).plan, fallbacks], [plan, []]);
});

test("a passed self-check holds for this look, network, build and card", async () => {
  const { forJob, passed, stored } = chooser();
  const { plan, checks } = await forJob(MODEL).next();
  assert.deepEqual(checks, [CHECK, OTHER_CHECK]);
  passed(MODEL, /** @type {any} */ (plan), "square 4");
  assert.deepEqual((await forJob(MODEL).next()).checks, [OTHER_CHECK]);
  passed(MODEL, /** @type {any} */ (plan), "aspect 4");
  passed(MODEL, /** @type {any} */ (plan), "aspect 4");
  assert.equal(stored().length, 2);
  const all = [CHECK, OTHER_CHECK];
  const asked = async (/** @type {any} */ how, model = MODEL) =>
    (
      await chooser({ stored: stored(), ...how })
        .forJob(model)
        .next()
    ).checks;
  assert.deepEqual(await asked({}), []);
  assert.deepEqual(await asked({ build: "b2" }), all);
  assert.deepEqual(await asked({ where: device({ adapter: adapter({ words: "other" }) }) }), all);
  assert.deepEqual(await asked({ where: device({ hasJspi: false }) }), all);
  const changed = { ...HALF, files: [{ ...HALF.files[0], sha256: "1".repeat(64) }] };
  assert.deepEqual(await asked({}, { ...MODEL, variants: [changed] }), all);
  assert.deepEqual(await asked({ choice: "wasm" }), [], "WASM is what the reference was made with");
});

test("a new choice counts from the next job on and gives what failed another chance", async () => {
  const { forJob, choose, now } = chooser();
  const job = forJob(MODEL);
  const { plan } = await job.next();
  await job.failed(/** @type {any} */ (plan), failure("inference-failed"));
  choose("wasm-1");
  assert.equal((await now(MODEL)).plan?.threads, 1);
  choose("webgpu");
  assert.deepEqual((await now(MODEL)).plan, plan);
});

test("why no thread ran is not a reason why WebGPU is not better", async () => {
  const { now } = chooser({ where: device({ sharedMemory: "not-isolated" }) });
  assert.equal((await now(MODEL)).note, "");
});

test("what is stored is believed only where it is a list of names", () => {
  assert.deepEqual(readChecks(["a"]), ["a"]);
  for (const wrong of [null, {}, [1], "a"]) assert.throws(() => readChecks(wrong), TypeError);
});
