// A "cut": the model it needs, and the ways in which its network is run.

import assert from "node:assert/strict";
import { test } from "node:test";
import { failureOf } from "../../web/src/shared/errors.js";
import { ModelError } from "../../web/src/shared/model-error.js";
import { cut, done, FAILED, foundAndDone, plan, report, scheduler, WASM } from "./scheduler-fixtures.js";

test("the model is read when a job starts, and its result keeps it", async () => {
  let chosen = "quick";
  const asked = /** @type {string[]} */ ([]);
  const models = {
    get: async (/** @type {string} */ id) => {
      asked.push(id);
      return { entry: { id }, graph: new Blob(), weights: null };
    },
  };
  const { perform, ended } = scheduler({ modelId: () => chosen, models, runJob: foundAndDone });
  const end = ended();
  perform(cut("a", 1));
  chosen = "balanced";
  assert.equal(/** @type {any} */ (await end).result.model, "quick");
  assert.deepEqual(asked, ["quick"]);
});

test("the network is asked in the looks that the queue names, and the queue hears which one begins", async () => {
  const { perform, events, ended } = scheduler({
    async runJob(/** @type {any} */ _, /** @type {any} */ job) {
      assert.equal(job.options.looks, "all");
      job.onProgress({ type: "progress", stage: "inference", fraction: null, look: 2 });
      return foundAndDone(_, job);
    },
  });
  const end = ended();
  perform({ ...cut("a", 1), looks: "all" });
  await end;
  assert.deepEqual(
    events.filter(({ stage }) => stage === "inference").map(({ look }) => look),
    [2],
  );
});

test("a model that cannot be had fails the item with its code", async () => {
  const models = {
    get: async () => {
      throw new ModelError(failureOf("model-corrupt", { case: "damaged" }, "sha256 …"));
    },
  };
  const { perform, ended } = scheduler({ runJob: () => assert.fail("no worker without a model"), models });
  const end = ended();
  perform(cut("a", 1));
  const { error } = /** @type {any} */ (await end);
  assert.deepEqual(error, { code: "model-corrupt", stage: "model", found: { case: "damaged" }, detail: "sha256 …" });
});

test("what fails by its plan's fault is run the next way in a fresh worker, and the result says why", async () => {
  const gpu = plan("webgpu/jspi", "webgpu", 2);
  const asked = /** @type {string[]} */ ([]);
  const { perform, events, ended } = scheduler({
    plans: [gpu, WASM],
    async runJob(/** @type {any} */ _, /** @type {any} */ job) {
      asked.push(job.recipe.network.plan.key);
      const { provider } = job.recipe.network.plan;
      job.onReady({ type: "ready", provider, threads: provider === "wasm" ? 2 : null });
      return provider === "webgpu" ? FAILED : foundAndDone(_, job);
    },
  });
  const end = ended();
  perform(cut("a", 1));
  const { result } = /** @type {any} */ (await end);
  assert.deepEqual(asked, ["webgpu/jspi", "wasm/2"]);
  assert.equal(result.details.provider_note, "a note.");
  assert.equal(typeof result.timings.model, "number");
  assert.deepEqual(
    events.filter(({ type }) => type === "provider").map(({ provider }) => provider),
    ["webgpu", "wasm"],
  );
  assert.equal(events.filter(({ type }) => type === "failed").length, 0, "the photo has not failed");
});

test("what fails by the photo's fault is not run another way", async () => {
  let runs = 0;
  const { perform, ended } = scheduler({
    plans: [plan("webgpu/jspi", "webgpu", 2), WASM],
    async runJob() {
      runs += 1;
      return { ...FAILED, code: "decode-failed", stage: "decode" };
    },
  });
  const end = ended();
  perform(cut("a", 1));
  assert.equal(/** @type {any} */ (await end).error.code, "decode-failed");
  assert.equal(runs, 1);
});

test("where nothing is left to try, the item says what stood in the way", async () => {
  const { perform, ended } = scheduler({ plans: [], runJob: () => assert.fail("no way to run it") });
  const end = ended();
  perform(cut("a", 1));
  const { error } = /** @type {any} */ (await end);
  assert.deepEqual([error.code, error.found, error.detail], ["session-failed", { case: "nothing-runs" }, "a note."]);
});

test("a self-check counts as passed when the worker says so, and the spare is spared it", async () => {
  const { perform, passed, spares, ended } = scheduler({
    plans: [plan("webgpu/unproven", "webgpu", 2)],
    nextWork: () => "cut",
    async runJob(/** @type {any} */ _, /** @type {any} */ job) {
      const looks = job.recipe.network.checks.map((/** @type {any} */ { look }) => look);
      assert.deepEqual([looks, passed], [["square 4", "aspect 4"], []]);
      job.onPassed({ type: "passed", look: "square 4" });
      job.onReady({ type: "ready", provider: "webgpu", threads: null });
      assert.deepEqual(passed, ["webgpu/unproven square 4"]);
      report(job, "inference");
      return done();
    },
  });
  const end = ended();
  perform(cut("a", 1));
  await end;
  assert.deepEqual(spares[0].network.checks, [{ look: "aspect 4" }], "nobody has passed that one yet");
});
