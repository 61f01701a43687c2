// A "finish": from the matte that is kept, in a worker without a network, and what the next worker is prepared for meanwhile.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_OPTIONS } from "../../web/src/shared/options.js";
import { cut, done, FACTS, FAILED, find, finish, report, scheduler, WASM } from "./scheduler-fixtures.js";

const noModel = { get: () => assert.fail("no model is asked for") };
const READY = { type: "ready", provider: null, threads: null };

/** With a matte of the photo. @param {any} parts */
function withMatte(parts) {
  const made = scheduler({ models: noModel, plans: [], ...parts });
  made.mattes.set("a", [new Blob(["matte"]), new Blob(["another"])]);
  return made;
}

test("a finish gets the photo, its matte and the settings as they are now; neither model nor network", async () => {
  const options = { ...DEFAULT_OPTIONS, format: "webp" };
  const { perform, events, ended, results, sources } = withMatte({
    options: () => options,
    modelId: () => assert.fail("the matte says which model it was"),
    async runJob(/** @type {any} */ _, /** @type {any} */ job) {
      assert.equal(job.recipe.network, null);
      assert.deepEqual([job.task.work, await job.task.matte.text()], ["finish", "matte"]);
      assert.deepEqual([job.file, job.options], [sources.get("a"), options]);
      job.onReady(READY);
      report(job, "decode");
      return done();
    },
  });
  const end = ended();
  perform(finish("a", 2));
  const { result } = /** @type {any} */ (await end);
  assert.deepEqual([result.model, result.options, result.details], [FACTS.model, options, FACTS.details]);
  assert.equal(await results.get("a").cutout.text(), "cutout");
  assert.deepEqual(
    events.map((each) => each.stage ?? each.type),
    ["start", "decode", "done"],
    "nothing runs the network, so nothing says on what",
  );
});

test("it is the chosen matte that is finished, and what was asked is noted, whatever is set now", async () => {
  const { perform, ended } = withMatte({
    options: () => ({ ...DEFAULT_OPTIONS, looks: "one" }),
    async runJob(/** @type {any} */ _, /** @type {any} */ job) {
      assert.equal(await job.task.matte.text(), "another");
      return done();
    },
  });
  const end = ended();
  perform({ ...finish("a", 2), matte: { ...FACTS, chosen: 1, asked: "all" } });
  assert.equal(/** @type {any} */ (await end).result.options.looks, "all");
});

test("a matte that is gone or damaged is said to be that, without a worker", async () => {
  for (const get of [async () => null, () => Promise.reject(new Error("the disk"))]) {
    const { perform, ended } = scheduler({
      mattes: { get },
      models: noModel,
      runJob: () => assert.fail("nothing to finish"),
    });
    const end = ended();
    perform(finish("a", 2));
    assert.equal(/** @type {any} */ (await end).error.code, "matte-damaged");
  }
});

test("a finish that is stopped while its matte is looked at starts no worker", async () => {
  /** @type {(mattes: Blob[]) => void} */
  let read = () => {};
  const { perform, events } = scheduler({
    mattes: { get: () => new Promise((resolve) => (read = resolve)) },
    models: noModel,
    runJob: () => assert.fail("it was stopped"),
  });
  perform(finish("a", 2));
  await new Promise(setImmediate);
  perform({ type: "stop", id: "a" });
  read([new Blob(["matte"])]);
  await new Promise(setImmediate);
  assert.deepEqual(events, []);
});

test("a photo whose file is gone is not finished", async () => {
  const { perform, ended, sources } = withMatte({ runJob: () => assert.fail("nothing to work on") });
  sources.delete("a");
  const end = ended();
  perform(finish("a", 2));
  assert.equal(/** @type {any} */ (await end).error.code, "source-not-kept");
});

test("what it was made with stays noted: the matte comes of the same weights", async () => {
  const { perform, ended, copies } = withMatte({ runJob: async () => done() });
  const end = ended();
  perform(finish("a", 2));
  await end;
  assert.deepEqual(copies, [["rest"]]);
});

test("a matte goes with its photo, or alone", async () => {
  const { perform, mattes } = withMatte({ runJob: async () => done() });
  mattes.set("b", [new Blob()]);
  perform({ type: "discardMattes", ids: ["a", "unknown"] });
  assert.deepEqual([...mattes.keys()], ["b"]);
  perform({ type: "discard", ids: ["b"] });
  assert.equal(mattes.size, 0);
});

test("what fails after its matte was found by damaged weights leaves no matte that would be trusted", async () => {
  const { perform, events, ended } = scheduler({
    isDamaged: true,
    async runJob(/** @type {any} */ _, /** @type {any} */ job) {
      find(job);
      return { ...FAILED, code: "decode-failed", stage: "encode" };
    },
    plans: [{ ...WASM }],
  });
  const end = ended();
  perform(cut("a", 1));
  await end;
  await new Promise(setImmediate);
  const said = events.map(({ type, ids }) => [type, ids]).slice(-3);
  assert.deepEqual(said, [
    ["matte", undefined],
    ["failed", undefined],
    ["modelDamaged", ["a"]],
  ]);
});

/** What is prepared while that photo is in work. @param {any} effect @param {any} next @param {string} stage @param {object} [more] */
async function prepared(effect, next, stage, more = {}) {
  const { perform, spares, ended } = withMatte({
    nextWork: () => next,
    plans: [WASM],
    models: undefined,
    async runJob(/** @type {any} */ _, /** @type {any} */ job) {
      job.onReady(job.recipe.network === null ? READY : { ...READY, provider: "wasm", threads: 2 });
      report(job, stage);
      if (job.recipe.network !== null) find(job);
      return done();
    },
    ...more,
  });
  const end = ended();
  perform(effect);
  await end;
  return spares.filter((each) => each !== "rest").map(({ network }) => network?.plan.key ?? "no network");
}

test("the worker ahead is one for the next photo's work, whatever the work of this one is", async () => {
  assert.deepEqual(await prepared(cut("a", 1), "cut", "inference"), ["wasm/2"]);
  assert.deepEqual(await prepared(cut("a", 1), "finish", "inference"), ["no network"]);
  assert.deepEqual(await prepared(finish("a", 1), "finish", "decode"), ["no network"]);
  assert.deepEqual(await prepared(cut("a", 1), null, "inference"), []);
  assert.deepEqual(await prepared(finish("a", 1), null, "decode"), []);
  assert.deepEqual(await prepared(finish("a", 1, true), "finish", "decode"), [], "memory has run out");
});

test("after a finish a cut starts its own worker: no model is fetched just in case", async () => {
  assert.deepEqual(await prepared(finish("a", 1), "cut", "decode", { models: noModel }), []);
});
