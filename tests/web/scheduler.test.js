// What the scheduler makes of the queue's effects: one job at a time, what it hands over, and what it says of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_OPTIONS } from "../../web/src/shared/options.js";
import { cut, done, FAILED, find, foundAndDone, report, scheduler } from "./scheduler-fixtures.js";

test("a finished job leaves its blobs and says what ran", async () => {
  const { perform, events, results, mattes, ended } = scheduler({
    async runJob(/** @type {any} */ _, /** @type {any} */ job) {
      assert.deepEqual(job.task, { work: "cut" });
      job.onReady({ type: "ready", provider: "wasm", threads: 2 });
      job.onProgress({ type: "progress", stage: "decode", fraction: null });
      find(job);
      return done();
    },
  });
  const end = ended();
  perform(cut("a", 3));
  const event = /** @type {any} */ (await end);
  assert.equal(event.attempt, 3);
  assert.equal(event.result.bytes, "cutout".length);
  assert.equal(await results.get("a").cutout.text(), "cutout");
  assert.equal(await results.get("a").originalPreview.text(), "o");
  assert.deepEqual(
    events.map((each) => each.stage ?? each.provider ?? each.type),
    ["model", "wasm", "decode", "matte", "done"],
  );
  // What the network ran on is the matte's to say; people read it with the rest.
  assert.deepEqual([event.result.model, event.result.details], ["m", { adapter: "card", provider_note: "a note." }]);
  assert.equal(await mattes.get("a")[0].text(), "matte");
});

test("what nobody expected ends that photo, and nothing else", async () => {
  const surprise = async () => {
    throw new RangeError("no worker could be made");
  };
  for (const parts of [{ runJob: surprise }, { runJob: foundAndDone, isSourceIntact: surprise }]) {
    const { perform, ended, spares, copies } = scheduler(parts);
    const end = ended();
    perform(cut("a", 1));
    const { type, id, error } = /** @type {any} */ (await end);
    assert.deepEqual([type, id, error.code], ["failed", "a", "internal-error"]);
    assert.match(error.detail, /no worker could be made/);
    await new Promise(setImmediate);
    assert.deepEqual([spares.at(-1), copies.at(-1)], ["rest", ["rest"]]);
  }
});

test("the settings are read when a job starts, and its result keeps them", async () => {
  let chosen = { ...DEFAULT_OPTIONS, format: "avif" };
  const used = /** @type {any[]} */ ([]);
  const { perform, ended } = scheduler({
    options: () => chosen,
    async runJob(/** @type {any} */ _, /** @type {any} */ job) {
      used.push(job.options);
      return done();
    },
  });
  const end = ended();
  perform(cut("a", 1));
  chosen = { ...DEFAULT_OPTIONS, format: "webp" };
  assert.equal(/** @type {any} */ (await end).result.options.format, "avif");
  assert.deepEqual(
    used.map((each) => each.format),
    ["avif"],
  );
});

test("a result can go while its file stays for another run; a discarded item leaves nothing", async () => {
  const { perform, sources, results, ended } = scheduler({ runJob: foundAndDone });
  const end = ended();
  perform(cut("a", 1));
  await end;
  perform({ type: "discardResults", ids: ["a", "unknown"] });
  assert.deepEqual([results.has("a"), sources.has("a")], [false, true]);
  perform({ type: "discard", ids: ["a"] });
  assert.equal(sources.has("a"), false);
});

test("a file the page no longer holds fails alone", async () => {
  const { perform, ended } = scheduler({ runJob: () => assert.fail("nothing to run") });
  const end = ended();
  perform(cut("gone", 1));
  assert.equal(/** @type {any} */ (await end).error.code, "source-not-kept");
});

test("a copy of an earlier visit that is damaged by now fails with its reason, without a worker", async () => {
  const asked = /** @type {string[]} */ ([]);
  const { perform, ended } = scheduler({
    runJob: () => assert.fail("nothing to run"),
    async isSourceIntact(/** @type {string} */ id) {
      asked.push(id);
      return false;
    },
  });
  const end = ended();
  perform(cut("a", 1));
  const { error } = /** @type {any} */ (await end);
  assert.deepEqual([error.code, asked], ["source-not-kept", ["a"]]);
  assert.deepEqual(error.found, { case: "copy-damaged" });
});

test("a copy that is gone by now is not called damaged", async () => {
  const { perform, sources, ended } = scheduler({
    runJob: () => assert.fail("nothing to run"),
    isSourceIntact: async () => false,
  });
  const gone = new File(["x"], "a.jpg");
  gone.slice = () =>
    Object.assign(new Blob(), { arrayBuffer: () => Promise.reject(new DOMException("", "NotFoundError")) });
  sources.set("a", gone);
  const end = ended();
  perform(cut("a", 1));
  assert.deepEqual(/** @type {any} */ (await end).error.found, { case: "copy-lost" });
});

test("what the first bytes refuse fails with what Python would find, without a model and without a worker", async () => {
  const refusal = { code: "unsupported-format", found: { case: "picture", name: "a GIF picture" }, detail: "47 49" };
  const looked = /** @type {any[]} */ ([]);
  const { perform, sources, ended } = scheduler({
    async firstLook(/** @type {any} */ file) {
      looked.push(file);
      return refusal;
    },
    models: { get: () => assert.fail("no model") },
    runJob: () => assert.fail("no worker"),
  });
  const end = ended();
  perform(cut("a", 1));
  assert.deepEqual(/** @type {any} */ (await end).error, { ...refusal, stage: "decode" });
  assert.deepEqual(looked, [sources.get("a")]);
});

test("stop aborts the job's signal and nothing of it is reported later", async () => {
  /** @type {any} */
  let running;
  const { perform, events } = scheduler({
    runJob(/** @type {AbortSignal} */ signal, /** @type {any} */ job) {
      running = { signal, job };
      return new Promise(() => {});
    },
  });
  perform(cut("a", 1));
  await new Promise(setImmediate);
  perform({ type: "stop", id: "a" });
  assert.equal(running.signal.aborted, true);
  const before = events.length;
  running.job.onProgress({ type: "progress", stage: "encode", fraction: null });
  assert.equal(events.length, before);
});

test("discard drops the source file and the result", async () => {
  const { perform, sources, results, ended } = scheduler({ runJob: foundAndDone });
  const end = ended();
  perform(cut("a", 1));
  await end;
  perform({ type: "discard", ids: ["a"] });
  assert.deepEqual([sources.size, results.size], [0, 0]);
});

test("while a photo is in inference and others wait, the next worker is prepared, like this one", async () => {
  let waiting = true;
  const { perform, spares, ended } = scheduler({
    nextWork: () => (waiting ? "cut" : null),
    async runJob(/** @type {any} */ _, /** @type {any} */ job) {
      job.onReady({ type: "ready", provider: "wasm", threads: 2 });
      report(job, "decode");
      assert.deepEqual(spares, []);
      report(job, "inference");
      assert.deepEqual(spares, [job.recipe]);
      waiting = false;
      report(job, "inference");
      assert.equal(spares.length, 1, "nobody waits any more");
      return done();
    },
  });
  const end = ended();
  perform(cut("a", 1));
  await end;
  assert.equal(spares.at(-1), "rest");
});

test("a try with less memory says so, in a recipe no spare fits, and prepares none", async () => {
  const recipes = /** @type {any[]} */ ([]);
  let outcome = /** @type {any} */ (done());
  const { perform, spares, ended } = scheduler({
    nextWork: () => "cut",
    async runJob(/** @type {any} */ _, /** @type {any} */ job) {
      recipes.push(job.recipe);
      job.onReady({ type: "ready", provider: "wasm", threads: 1 });
      report(job, "inference");
      return outcome;
    },
  });
  let end = ended();
  perform(cut("a", 2, true));
  const event = /** @type {any} */ (await end);
  assert.equal(event.result.details.memory_note, "Tried again with less memory");
  outcome = { ...FAILED, code: "decode-failed" };
  end = ended();
  perform(cut("a", 3, true));
  assert.equal(/** @type {any} */ (await end).error.found.less_memory, true);
  assert.deepEqual(
    recipes.map(
      ({
        network: {
          plan: { key, threads },
        },
      }) => [key, threads],
    ),
    [
      ["wasm/2/1", 1],
      ["wasm/2/1", 1],
    ],
  );
  assert.deepEqual(
    [recipes.map((recipe) => recipe.reduced), spares],
    [
      [true, true],
      ["rest", "rest"],
    ],
  );
});

test("what a photo was made with is noted before it is done; the weights are looked at when nothing runs any more", async () => {
  const { perform, ended, copies, sources } = scheduler({ runJob: foundAndDone });
  sources.set("b", new File(["x"], "b.png"));
  const first = ended();
  perform(cut("a", 1));
  assert.equal(/** @type {any} */ (await first).result.facts.model_damaged, undefined);
  assert.deepEqual(copies.splice(0), [["made", "a", "m"], ["rest"]]);
  // Its matte is still there.
  perform({ type: "discardResults", ids: ["a"] });
  perform({ type: "discard", ids: ["a", "c"] });
  assert.deepEqual(copies.splice(0), [["forget", "a", "c"]]);
});

test("while another photo is in work nobody looks", async () => {
  const { perform, ended, copies, sources } = scheduler({
    runJob: async (/** @type {any} */ _, /** @type {any} */ job) =>
      job.file.name === "b.png" ? new Promise(() => {}) : foundAndDone(_, job),
  });
  sources.set("b", new File(["x"], "b.png"));
  perform(cut("b", 1));
  const end = ended();
  perform(cut("a", 1));
  await end;
  assert.deepEqual(copies, [["made", "a", "m"]]);
});

test("a photo that ran while its weights were found damaged says so", async () => {
  const { perform, ended } = scheduler({ runJob: foundAndDone, isDamaged: true });
  const end = ended();
  perform(cut("a", 1));
  assert.equal(/** @type {any} */ (await end).result.facts.model_damaged, true);
});
