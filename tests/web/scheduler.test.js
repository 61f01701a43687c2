import assert from "node:assert/strict";
import { test } from "node:test";
import { ModelError } from "../../web/src/shared/model-error.js";
import { DEFAULT_OPTIONS } from "../../web/src/shared/options.js";
import { createScheduler } from "../../web/src/worker-client/scheduler.js";

const FAILED = { type: "failed", code: "inference-failed", stage: "inference", message: "m", detail: "d" };
const done = () => ({
  type: "done",
  cutout: new Blob(["cutout"]),
  thumbnail: new Blob(["t"]),
  originalPreview: new Blob(["o"]),
  width: 4,
  height: 3,
  extension: ".png",
  mediaType: "image/png",
  details: {},
  timings: {},
});

const VARIANT = { precision: "float32", providers: ["wasm"], needs: [], files: [] };
/** @param {string} key @param {"webgpu" | "wasm"} provider @param {number} threads */
const plan = (key, provider, threads) => ({ key, provider, threads, variant: VARIANT });
const WASM = plan("wasm/2", "wasm", 2);

/** Tries the given plans in turn. @param {any[]} plans */
function tryingInTurn(plans) {
  const passed = /** @type {any[]} */ ([]);
  const left = [...plans];
  return {
    passed,
    forJob: () => ({
      next: async () => ({
        plan: left[0] ?? null,
        check: left[0]?.key.includes("unproven") ? {} : null,
        note: "a note.",
      }),
      async failed(/** @type {any} */ failed, /** @type {any} */ { code }) {
        assert.equal(failed.provider, left[0].provider);
        if (["decode-failed", "model-corrupt"].includes(code)) return false;
        left.shift();
        return true;
      },
    }),
  };
}

/** @param {{ runJob: any, firstLook?: any, isSourceIntact?: any, models?: any, plans?: any[], options?: () => any, modelId?: () => string, isWaiting?: () => boolean, isDamaged?: boolean }} parts */
function scheduler({
  runJob,
  firstLook = async () => null,
  isSourceIntact = async () => true,
  models,
  plans = [WASM],
  options = () => DEFAULT_OPTIONS,
  modelId = () => "m",
  isWaiting = () => false,
  isDamaged = false,
}) {
  const chooser = tryingInTurn(plans);
  const spares = /** @type {any[]} */ ([]);
  const events = /** @type {any[]} */ ([]);
  const arrived = /** @type {((event: any) => void)[]} */ ([]);
  const sources = new Map([["a", new File(["x"], "a.png")]]);
  const results = new Map();
  const copies = /** @type {any[]} */ ([]);
  const made = createScheduler({
    dispatch(event) {
      events.push(event);
      if (event.type === "done" || event.type === "failed") {
        arrived.shift()?.(event);
      }
    },
    firstLook,
    runJob,
    spare: { warm: (recipe) => spares.push(recipe), rest: () => spares.push("rest") },
    cores: 4,
    isWaiting,
    models: models ?? { get: async () => ({ entry: { id: "m" }, graph: new Blob(), weights: null }) },
    copies: {
      made(id, { entry }) {
        copies.push(["made", id, entry.id]);
        return isDamaged;
      },
      forget: (ids) => copies.push(["forget", ...ids]),
      rest: () => copies.push(["rest"]),
    },
    model: () => /** @type {any} */ ({ id: modelId() }),
    providers: {
      forJob: /** @type {any} */ (chooser.forJob),
      passed: (_, { key }) => chooser.passed.push(key),
    },
    units: /** @type {any} */ ({}),
    sources,
    isSourceIntact,
    results,
    now: () => 1,
    options,
  });
  const ended = () => new Promise((resolve) => arrived.push(resolve));
  return { events, spares, copies, sources, results, perform: made.perform, ended, passed: chooser.passed };
}

test("a finished job leaves its blobs and says what ran", async () => {
  const { perform, events, results, ended } = scheduler({
    async runJob(/** @type {any} */ _, /** @type {any} */ job) {
      job.onReady({ type: "ready", provider: "wasm", threads: 2 });
      job.onProgress({ type: "progress", stage: "decode", fraction: null });
      return done();
    },
  });
  const end = ended();
  perform({ type: "start", id: "a", attempt: 3 });
  const event = /** @type {any} */ (await end);
  assert.equal(event.attempt, 3);
  assert.equal(event.result.bytes, "cutout".length);
  assert.equal(await results.get("a").cutout.text(), "cutout");
  assert.equal(await results.get("a").originalPreview.text(), "o");
  assert.deepEqual(
    events.map((each) => each.stage ?? each.provider ?? each.type),
    ["model", "wasm", "decode", "done"],
  );
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
  perform({ type: "start", id: "a", attempt: 1 });
  chosen = { ...DEFAULT_OPTIONS, format: "webp" };
  assert.equal(/** @type {any} */ (await end).result.options.format, "avif");
  assert.deepEqual(
    used.map((each) => each.format),
    ["avif"],
  );
});

test("the model is read when a job starts, and its result keeps it", async () => {
  let chosen = "quick";
  const asked = /** @type {string[]} */ ([]);
  const models = {
    get: async (/** @type {string} */ id) => {
      asked.push(id);
      return { entry: { id }, graph: new Blob(), weights: null };
    },
  };
  const { perform, ended } = scheduler({ modelId: () => chosen, models, runJob: async () => done() });
  const end = ended();
  perform({ type: "start", id: "a", attempt: 1 });
  chosen = "balanced";
  assert.equal(/** @type {any} */ (await end).result.model, "quick");
  assert.deepEqual(asked, ["quick"]);
});

test("a result can go while its file stays for another run; a discarded item leaves nothing", async () => {
  const { perform, sources, results, ended } = scheduler({ runJob: async () => done() });
  const end = ended();
  perform({ type: "start", id: "a", attempt: 1 });
  await end;
  perform({ type: "discardResults", ids: ["a", "unknown"] });
  assert.deepEqual([results.has("a"), sources.has("a")], [false, true]);
  perform({ type: "discard", ids: ["a"] });
  assert.equal(sources.has("a"), false);
});

test("a model that cannot be had fails the item with its code", async () => {
  const models = {
    get: async () => {
      throw new ModelError("model-corrupt", "damaged", "sha256 …");
    },
  };
  const { perform, ended } = scheduler({ runJob: () => assert.fail("no worker without a model"), models });
  const end = ended();
  perform({ type: "start", id: "a", attempt: 1 });
  const { error } = /** @type {any} */ (await end);
  assert.deepEqual(error, { code: "model-corrupt", stage: "model", message: "damaged", detail: "sha256 …" });
});

test("a file the page no longer holds fails alone", async () => {
  const { perform, ended } = scheduler({ runJob: () => assert.fail("nothing to run") });
  const end = ended();
  perform({ type: "start", id: "gone", attempt: 1 });
  assert.equal(/** @type {any} */ (await end).error.code, "source-not-kept");
});

test("a copy of an earlier visit that is damaged by now fails with its reason, without a worker", async () => {
  const asked = [];
  const { perform, ended } = scheduler({
    runJob: () => assert.fail("nothing to run"),
    async isSourceIntact(id) {
      asked.push(id);
      return false;
    },
  });
  const end = ended();
  perform({ type: "start", id: "a", attempt: 1 });
  const { error } = /** @type {any} */ (await end);
  assert.deepEqual([error.code, asked], ["source-not-kept", ["a"]]);
  assert.match(error.message, /damaged/);
});

test("what the first bytes refuse fails in Python's words, without a model and without a worker", async () => {
  const refusal = { code: "unsupported-format", message: "This is a GIF.", detail: "47 49" };
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
  perform({ type: "start", id: "a", attempt: 1 });
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
  perform({ type: "start", id: "a", attempt: 1 });
  await new Promise(setImmediate);
  perform({ type: "stop", id: "a" });
  assert.equal(running.signal.aborted, true);
  const before = events.length;
  running.job.onProgress({ type: "progress", stage: "encode", fraction: null });
  assert.equal(events.length, before);
});

test("what fails by its plan's fault is run the next way in a fresh worker, and the result says why", async () => {
  const gpu = plan("webgpu/jspi", "webgpu", 2);
  const asked = /** @type {string[]} */ ([]);
  const { perform, events, ended } = scheduler({
    plans: [gpu, WASM],
    async runJob(/** @type {any} */ _, /** @type {any} */ job) {
      asked.push(job.recipe.plan.key);
      const { provider } = job.recipe.plan;
      job.onReady({ type: "ready", provider, threads: provider === "wasm" ? 2 : null });
      return provider === "webgpu" ? FAILED : done();
    },
  });
  const end = ended();
  perform({ type: "start", id: "a", attempt: 1 });
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
  perform({ type: "start", id: "a", attempt: 1 });
  assert.equal(/** @type {any} */ (await end).error.code, "decode-failed");
  assert.equal(runs, 1);
});

test("where nothing is left to try, the item says what stood in the way", async () => {
  const { perform, ended } = scheduler({ plans: [], runJob: () => assert.fail("no way to run it") });
  const end = ended();
  perform({ type: "start", id: "a", attempt: 1 });
  const { error } = /** @type {any} */ (await end);
  assert.deepEqual(
    [error.code, error.message],
    ["session-failed", "Nothing in this browser can run this model. a note."],
  );
});

test("a self-check counts as passed once the worker is ready, and the spare is spared it", async () => {
  const { perform, passed, spares, ended } = scheduler({
    plans: [plan("webgpu/unproven", "webgpu", 2)],
    isWaiting: () => true,
    async runJob(/** @type {any} */ _, /** @type {any} */ job) {
      assert.deepEqual([job.recipe.check, passed], [{}, []]);
      job.onReady({ type: "ready", provider: "webgpu", threads: null });
      assert.deepEqual(passed, ["webgpu/unproven"]);
      report(job, "inference");
      return done();
    },
  });
  const end = ended();
  perform({ type: "start", id: "a", attempt: 1 });
  await end;
  assert.equal(spares[0].check, null);
});

test("discard drops the source file and the result", async () => {
  const { perform, sources, results, ended } = scheduler({ runJob: async () => done() });
  const end = ended();
  perform({ type: "start", id: "a", attempt: 1 });
  await end;
  perform({ type: "discard", ids: ["a"] });
  assert.deepEqual([sources.size, results.size], [0, 0]);
});

/** @param {any} job */
const report = (job, /** @type {string} */ stage) => job.onProgress({ type: "progress", stage, fraction: null });

test("while a photo is in inference and others wait, the next worker is prepared, like this one", async () => {
  let waiting = true;
  const { perform, spares, ended } = scheduler({
    isWaiting: () => waiting,
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
  perform({ type: "start", id: "a", attempt: 1 });
  await end;
  assert.equal(spares.at(-1), "rest");
});

test("a try with less memory says so, in a recipe no spare fits, and prepares none", async () => {
  const recipes = /** @type {any[]} */ ([]);
  let outcome = /** @type {any} */ (done());
  const { perform, spares, ended } = scheduler({
    isWaiting: () => true,
    async runJob(/** @type {any} */ _, /** @type {any} */ job) {
      recipes.push(job.recipe);
      job.onReady({ type: "ready", provider: "wasm", threads: 1 });
      report(job, "inference");
      return outcome;
    },
  });
  let end = ended();
  perform({ type: "start", id: "a", attempt: 2, reduced: true });
  const event = /** @type {any} */ (await end);
  assert.equal(event.result.details.memory_note, "Tried again with less memory");
  outcome = { ...FAILED, code: "decode-failed" };
  end = ended();
  perform({ type: "start", id: "a", attempt: 3, reduced: true });
  assert.match(/** @type {any} */ (await end).error.message, /tried again with less memory/);
  assert.deepEqual(
    recipes.map(({ plan: { key, threads } }) => [key, threads]),
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
  const { perform, ended, copies, sources } = scheduler({ runJob: async () => done() });
  sources.set("b", new File(["x"], "b.png"));
  const first = ended();
  perform({ type: "start", id: "a", attempt: 1 });
  assert.equal(/** @type {any} */ (await first).result.details.model_damaged, undefined);
  assert.deepEqual(copies.splice(0), [["made", "a", "m"], ["rest"]]);
  // Its matte is still there.
  perform({ type: "discardResults", ids: ["a"] });
  perform({ type: "discard", ids: ["a", "c"] });
  assert.deepEqual(copies.splice(0), [["forget", "a", "c"]]);
});

test("while another photo is in work nobody looks", async () => {
  const { perform, ended, copies, sources } = scheduler({
    runJob: async (/** @type {any} */ _, /** @type {any} */ { file }) =>
      file.name === "b.png" ? new Promise(() => {}) : done(),
  });
  sources.set("b", new File(["x"], "b.png"));
  perform({ type: "start", id: "b", attempt: 1 });
  const end = ended();
  perform({ type: "start", id: "a", attempt: 1 });
  await end;
  assert.deepEqual(copies, [["made", "a", "m"]]);
});

test("a photo that ran while its weights were found damaged says so", async () => {
  const { perform, ended } = scheduler({ runJob: async () => done(), isDamaged: true });
  const end = ended();
  perform({ type: "start", id: "a", attempt: 1 });
  assert.equal(/** @type {any} */ (await end).result.details.model_damaged, true);
});
