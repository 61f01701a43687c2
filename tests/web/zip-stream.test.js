// The worker that builds ZIPs: loaded before anybody asks for one, used for every ZIP of the visit, and replaced when it
// dies or falls silent. The worker itself is played by the test; its bytes are zip.test.js's business.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createTimeLimit } from "../../web/src/lib/time-limit.js";
import { createZipOpener } from "../../web/src/page/zip-stream.js";
import { fakeTimers } from "./fake-timers.js";
import { FakeWorker } from "./fake-worker.js";

/** A worker that answers every question with the next of its portions, and counts the ZIPs that were given up. */
class ZipWorker extends FakeWorker {
  stopped = 0;
  isSilent = false;
  /** @param {any} message */
  postMessage(message) {
    super.postMessage(message);
    if (message.type !== "start" || this.isSilent) return;
    const left = message.entries.map((/** @type {{ name: string }} */ { name }) => name);
    message.port.onmessage = (/** @type {MessageEvent} */ { data }) => {
      if (data.type === "stop") {
        this.stopped += 1;
        message.port.close();
      } else if (!this.isSilent) {
        const bytes = left.shift();
        message.port.postMessage(bytes === undefined ? { type: "end" } : { type: "portion", bytes });
      }
    };
    message.port.postMessage({ type: "length", bytes: left.length });
  }
}

function opener() {
  /** @type {ZipWorker[]} */
  const workers = [];
  const timers = fakeTimers();
  const createWorker = () => {
    const worker = new ZipWorker();
    workers.push(worker);
    return /** @type {any} */ (worker);
  };
  const made = createZipOpener({ createWorker, clientZipUrl: "/client-zip.js", limit: createTimeLimit(timers) });
  return { ...made, workers, timers };
}

/** @param {string[]} names @returns {any[]} */
const entries = (...names) => names.map((name) => ({ name }));
/** @param {AsyncIterable<unknown>} stream */
async function all(stream) {
  const found = [];
  for await (const each of stream) found.push(each);
  return found;
}
const soon = () => new Promise((resolve) => setTimeout(resolve, 20));

test("one worker, loaded before it is needed, builds every ZIP of the visit, also two at once", async () => {
  const { prepare, open, workers } = opener();
  prepare();
  assert.deepEqual(workers[0].received, [{ type: "prepare", clientZipUrl: "/client-zip.js" }]);
  const [one, other] = await Promise.all([open(entries("a", "b")), open(entries("c"))]);
  assert.deepEqual([one.length, other.length], [2, 1]);
  assert.deepEqual(await all(one.stream), ["a", "b"]);
  assert.deepEqual(await all(other.stream), ["c"]);
  assert.deepEqual(await all((await open(entries("d"))).stream), ["d"]);
  assert.equal(workers.length, 1);
  await soon();
  assert.equal(workers[0].stopped, 3, "the worker lets go of the files");
});

test("one that is given up is told so, and the worker stays", async () => {
  const { open, workers } = opener();
  const given = await open(entries("a", "b", "c", "d"));
  await given.stream.cancel();
  await soon();
  assert.equal(workers[0].stopped, 1);
  assert.deepEqual(await all((await open(entries("e"))).stream), ["e"]);
  assert.equal(workers.length, 1);
});

test("a worker that the browser ended meanwhile is replaced, and the ZIP comes all the same", async () => {
  const { prepare, open, workers, timers } = opener();
  prepare();
  workers[0].isSilent = true;
  const asked = open(entries("a"));
  await soon();
  timers.run();
  assert.deepEqual(await all((await asked).stream), ["a"]);
  assert.deepEqual([workers.length, workers[0].terminated], [2, true]);
});

test("one that could not be loaded at first is tried again, and only then is it said", async () => {
  const { prepare, open, workers } = opener();
  prepare();
  workers[0].crash("");
  const asked = open(entries("a"));
  workers[1].crash("");
  await assert.rejects(asked, /could not be loaded from the server/);
  assert.equal(workers.length, 2);
});

test("silence and death in the middle end the ZIP with a reason, and the next one is well", async () => {
  const { open, workers, timers } = opener();
  for (const [harm, reason] of /** @type {[() => void, RegExp][]} */ ([
    [() => timers.run(), /gave no answer within 60 seconds/],
    [() => workers.at(-1)?.crash("out of memory"), /out of memory/],
  ])) {
    const { stream } = await open(entries("a", "b", "c", "d"));
    Object.assign(workers.at(-1) ?? {}, { isSilent: true });
    const read = all(stream);
    await soon();
    harm();
    await assert.rejects(read, reason);
    assert.equal(workers.at(-1)?.terminated, true);
  }
  assert.deepEqual(await all((await open(entries("e"))).stream), ["e"]);
});
