// The job worker's own program, as far as it goes without Python: whatever it is sent that it cannot answer, the page hears
// of it at once, in a message that it believes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isWorkerMessage } from "../../web/src/shared/protocol.js";

const scope = Object.assign(new EventTarget(), { sent: /** @type {any[]} */ ([]), postMessage });
/** @type {any} */ (globalThis).self = scope;
await import("../../web/src/worker/main.js");

/** @param {any} message */
function postMessage(message) {
  scope.sent.push(message);
}

/** @param {Event} event @returns {Promise<any>} its one answer */
async function answerTo(event) {
  scope.sent.length = 0;
  scope.dispatchEvent(event);
  await new Promise(setImmediate);
  assert.equal(scope.sent.length, 1);
  assert.ok(isWorkerMessage(scope.sent[0]), JSON.stringify(scope.sent[0]));
  return scope.sent[0];
}

test("a message that cannot be read ends the job at once", async () => {
  const { type, code, stage, found } = await answerTo(new Event("messageerror"));
  assert.deepEqual([type, code, stage, found], ["failed", "worker-crashed", "start", { case: "unreadable" }]);
});

test("so does one that asks for a photo before anything was prepared", async () => {
  const { type, code, detail } = await answerTo(Object.assign(new Event("message"), { data: { type: "run" } }));
  assert.deepEqual([type, code], ["failed", "internal-error"]);
  assert.match(detail, /before it was prepared/);
});

test("an error outside every promise chain keeps its reason", async () => {
  const { type, detail } = await answerTo(
    Object.assign(new Event("unhandledrejection"), { reason: new RangeError("a bug") }),
  );
  assert.deepEqual([type, detail], ["failed", "RangeError: a bug"]);
});
