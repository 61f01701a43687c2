// A scheduler with nothing real around it, and what jobs would report.

import assert from "node:assert/strict";
import { DEFAULT_OPTIONS } from "../../web/src/shared/options.js";
import { createScheduler } from "../../web/src/worker-client/scheduler.js";

export const FAILED = { type: "failed", code: "inference-failed", stage: "inference", found: {}, detail: "d" };
export const done = () => ({
  type: "done",
  files: { cutout: new Blob(["cutout"]), thumbnail: new Blob(["t"]), original: new Blob(["o"]) },
  result: {
    ...{ bytes: 6, width: 4, height: 3, extension: ".png", media_type: "image/png" },
    ...{ facts: { doubt: 0, reasons: [] }, details: {}, timings: {}, looks: [] },
  },
});

const LOOKS = { looks: [{ look: "square 64", doubt: 0, reasons: [] }], chosen: 0, asked: "automatic" };
export const FACTS = { model: "m", version: "1", provider: "wasm", threads: 2, details: { adapter: "card" }, ...LOOKS };

/** Says that the matte is found. @param {any} job */
export function find(job) {
  const { id } = job.recipe.network.model.entry;
  job.onMatte({ type: "matte", mattes: [new Blob(["matte"])], facts: { ...FACTS, model: id } });
}

/** @param {any} _ @param {any} job */
export async function foundAndDone(_, job) {
  find(job);
  return done();
}

/** @param {any} job @param {string} stage */
export const report = (job, stage) => job.onProgress({ type: "progress", stage, fraction: null });

/** @param {string} id @param {number} attempt @returns {any} */
export const cut = (id, attempt, reduced = false) => ({
  ...{ type: "start", id, attempt, work: "cut", matte: null, looks: "automatic" },
  ...(reduced && { reduced }),
});
/** @param {string} id @param {number} attempt @returns {any} */
export const finish = (id, attempt, reduced = false) => ({
  ...cut(id, attempt, reduced),
  work: "finish",
  matte: FACTS,
});

const VARIANT = { precision: "float32", providers: ["wasm"], needs: [], files: [] };
/** @param {string} key @param {"webgpu" | "wasm"} provider @param {number} threads */
export const plan = (key, provider, threads) => ({ key, provider, threads, variant: VARIANT });
export const WASM = plan("wasm/2", "wasm", 2);

/** Tries the given plans in turn. @param {any[]} plans */
function tryingInTurn(plans) {
  const passed = /** @type {any[]} */ ([]);
  const left = [...plans];
  return {
    passed,
    forJob: () => ({
      next: async () => ({
        plan: left[0] ?? null,
        checks: left[0]?.key.includes("unproven") ? [{ look: "square 4" }, { look: "aspect 4" }] : [],
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

/** @param {{ runJob: any, firstLook?: any, isSourceIntact?: any, models?: any, plans?: any[], options?: () => any, modelId?: () => string, nextWork?: () => any, isDamaged?: boolean, mattes?: any }} parts */
export function scheduler({
  runJob,
  firstLook = async () => null,
  isSourceIntact = async () => true,
  models,
  plans = [WASM],
  options = () => DEFAULT_OPTIONS,
  modelId = () => "m",
  nextWork = () => null,
  isDamaged = false,
  mattes: ownMattes,
}) {
  const chooser = tryingInTurn(plans);
  const spares = /** @type {any[]} */ ([]);
  const events = /** @type {any[]} */ ([]);
  const arrived = /** @type {((event: any) => void)[]} */ ([]);
  const sources = new Map([["a", new File(["x"], "a.png")]]);
  const results = new Map();
  const mattes = new Map();
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
    nextWork,
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
      passed: (_, { key }, look) => chooser.passed.push(`${key} ${look}`),
    },
    units: /** @type {any} */ ({}),
    sources,
    isSourceIntact,
    results,
    mattes: ownMattes ?? {
      set: (id, blob) => mattes.set(id, blob),
      get: async (id) => mattes.get(id) ?? null,
      delete: (id) => mattes.delete(id),
    },
    now: () => 1,
    options,
  });
  const ended = () => new Promise((resolve) => arrived.push(resolve));
  return { events, spares, copies, sources, results, mattes, perform: made.perform, ended, passed: chooser.passed };
}
