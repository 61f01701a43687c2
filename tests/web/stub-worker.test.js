// The stub that many end-to-end tests have for a job worker (e2e/stub_worker.js) says what the real one says: the page's
// own code prepares it, runs a photo in it and believes every message.

import assert from "node:assert/strict";
import { test } from "node:test";
import { EXPORT_FORMATS } from "../../web/src/shared/option-table.js";
import { DEFAULT_OPTIONS } from "../../web/src/shared/options.js";
import { isWorkerMessage } from "../../web/src/shared/protocol.js";
import { STAGES } from "../../web/src/shared/stages.js";
import { createRunJob } from "../../web/src/worker-client/run-job.js";
import { createSpareWorker } from "../../web/src/worker-client/spare-worker.js";

const WIDTH = 40;
const HEIGHT = 30;

/** What a worker has and Node has not. @type {any} */
const scope = globalThis;
/** @type {((event: any) => void)[]} */
const listeners = [];
/** @type {StubbedWorker} */
let current;
scope.self = {
  addEventListener: (/** @type {string} */ _, /** @type {any} */ listener) => listeners.push(listener),
  postMessage: (/** @type {any} */ data) => current.say(data),
};
// Without Web Locks, as on plain http: some versions of Node have them, some have not.
Object.defineProperty(scope, "navigator", { value: {} });
scope.createImageBitmap = async (/** @type {File} */ file) => {
  if ((await file.text()) !== "a photo") throw new DOMException("no picture", "InvalidStateError");
  return { width: WIDTH, height: HEIGHT };
};
scope.OffscreenCanvas = class {
  getContext = () => ({
    drawImage() {},
    getImageData: (
      /** @type {number} */ _x,
      /** @type {number} */ _y,
      /** @type {number} */ w,
      /** @type {number} */ h,
    ) => ({
      data: new Uint8ClampedArray(w * h * 4),
    }),
    putImageData() {},
  });
  convertToBlob = async () => new Blob(["drawn"]);
};
await import("../../e2e/stub_worker.js");

/** The worker as the page sees it: what it is sent goes to the stub's listener. */
class StubbedWorker extends EventTarget {
  /** @type {any[]} */
  said = [];

  constructor() {
    super();
    current = this;
  }

  /** @param {any} data */
  postMessage(data) {
    for (const listener of listeners) listener({ data });
  }

  /** @param {any} data */
  say(data) {
    this.said.push(data);
    this.dispatchEvent(Object.assign(new Event("message"), { data }));
  }

  terminate() {}
}

const ENTRY = { id: "m", spec: {}, variants: [{ files: [{ sha256: "0".repeat(64) }] }] };
const NETWORK = {
  model: { entry: ENTRY, graph: new Blob(), weights: null },
  plan: { key: "wasm/2", provider: "wasm", threads: 2 },
  checks: [],
};
const CUT = { network: NETWORK, task: { work: "cut" } };
const FINISH = { network: null, task: { work: "finish", matte: new Blob(["kept"]) } };

/** @param {string} text @param {object} [options] @param {typeof CUT | typeof FINISH} [kind] */
async function runPhoto(text, options = {}, { network, task } = CUT) {
  const stages = /** @type {string[]} */ ([]);
  const readies = /** @type {any[]} */ ([]);
  const mattes = /** @type {any[]} */ ([]);
  const job = /** @type {any} */ ({
    recipe: { units: { app: "/assets/app.0/" }, network, reduced: false },
    task,
    file: new File([text], "x.png"),
    options: { ...DEFAULT_OPTIONS, ...options },
    onProgress: (/** @type {any} */ { stage }) => stages.push(stage),
    onReady: (/** @type {any} */ ready) => readies.push(ready),
    onMatte: (/** @type {any} */ message) => mattes.push(message),
  });
  const workers = createSpareWorker(() => /** @type {any} */ (new StubbedWorker()));
  const outcome = await createRunJob(workers)(new AbortController().signal, job);
  return { outcome, stages, readies, mattes, said: current.said };
}

const OWN = STAGES.map(({ name }) => name).filter((name) => name !== "model");

for (const format of Object.keys(EXPORT_FORMATS)) {
  test(`a photo ends done, as ${format}, by messages that the page believes`, async () => {
    const { outcome, stages, readies, mattes, said } = await runPhoto("a photo", { format });
    assert.ok(said.every(isWorkerMessage));
    assert.equal(outcome.type, "done");
    const { width, height, extension, media_type: type, bytes } = outcome.result;
    assert.deepEqual([width, height, extension, bytes], [WIDTH, HEIGHT, `.${format}`, outcome.files.cutout.size]);
    assert.equal(outcome.files.cutout.type, type);
    assert.deepEqual(stages, OWN);
    assert.deepEqual(readies, [{ type: "ready", provider: "wasm", threads: 2 }]);
    assert.deepEqual(
      mattes.map(({ facts }) => [facts.model, facts.provider, facts.threads]),
      [["m", "wasm", 2]],
    );
  });
}

test("a finish has no network, no matte of its own and fewer stages", async () => {
  const { outcome, stages, readies, mattes, said } = await runPhoto("a photo", {}, FINISH);
  assert.ok(said.every(isWorkerMessage));
  assert.equal(outcome.type, "done");
  assert.deepEqual(
    stages,
    OWN.filter((name) => name !== "prepare" && name !== "inference"),
  );
  assert.deepEqual(readies, [{ type: "ready", provider: null, threads: null }]);
  assert.deepEqual(mattes, []);
});

test("what is no picture ends failed, by a message that the page believes", async () => {
  const { outcome, said } = await runPhoto("no photo");
  assert.ok(said.every(isWorkerMessage));
  assert.ok(outcome.type === "failed");
  assert.equal(outcome.code, "decode-failed");
});
