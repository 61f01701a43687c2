// The copy of the weights that all workers share: found out when somebody wrote into it, and which photos are doubtful then.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { isSound } from "../../web/src/model-worker/check-copy.js";
import { createCopyWatch } from "../../web/src/worker-client/copy-watch.js";
import { hashWasm } from "./deps.js";

const BYTES = Uint8Array.from({ length: 100 }, (_, index) => (index * 37) % 251);
const hex = (/** @type {Uint8Array} */ bytes) => createHash("sha256").update(bytes).digest("hex");
const SUMS = [0, 40, 80].map((start) => {
  const end = Math.min(100, start + 40);
  return { start, end, sha256: hex(BYTES.slice(start, end)) };
});

/** @param {Uint8Array} bytes */
function shared(bytes) {
  const memory = new SharedArrayBuffer(bytes.length);
  new Uint8Array(memory).set(bytes);
  return memory;
}

for (const [how, sums] of /** @type {[string, typeof SUMS | null][]} */ ([
  ["the browser's own SHA-256", SUMS],
  ["hash-wasm, where there is none", null],
])) {
  test(`one changed byte anywhere is found, by ${how}`, async () => {
    const copy = { bytes: 100, sha256: hex(BYTES), sums };
    const isGood = (/** @type {any} */ weights) => isSound({ ...copy, weights }, hashWasm.createSHA256);
    assert.equal(await isGood(shared(BYTES)), true);
    assert.equal(await isGood(new Blob([BYTES])), true);
    for (const at of [0, 39, 40, 79, 80, 99]) {
      const changed = BYTES.with(at, /** @type {number} */ (BYTES[at]) ^ 1);
      assert.equal(await isGood(shared(changed)), false, `byte ${at}`);
      assert.equal(await isGood(new Blob([changed])), false, `byte ${at} of a Blob`);
    }
  });
}

test("checksums that end before the weights do prove nothing", async () => {
  const copy = { weights: shared(BYTES), bytes: 100, sha256: hex(BYTES) };
  assert.equal(await isSound({ ...copy, sums: SUMS.slice(0, 2) }, hashWasm.createSHA256), false);
  assert.equal(await isSound({ ...copy, sums: [] }, hashWasm.createSHA256), false);
});

/** @param {string} title @param {any} [weights] */
const copyOf = (title, weights = new SharedArrayBuffer(4)) => /** @type {any} */ ({ entry: { title }, weights });
const settled = () => new Promise(setImmediate);

function watch() {
  /** How each look ends, in order. @type {(boolean | Error | Promise<boolean>)[]} */
  const found = [];
  const looked = /** @type {any[]} */ ([]);
  const damages = /** @type {[string, string[]][]} */ ([]);
  const made = createCopyWatch({
    async isSound(files) {
      looked.push(files);
      const next = found.shift() ?? true;
      if (next instanceof Error) throw next;
      return next;
    },
    onDamaged: (title, ids) => damages.push([title, ids]),
  });
  return { ...made, found, looked, damages };
}

test("photos since the last good look are named, and only those", async () => {
  const { made, rest, found, damages, looked } = watch();
  const copy = copyOf("m");
  assert.equal(made("a", copy), false);
  rest();
  await settled();
  rest();
  assert.equal(looked.length, 1, "nothing was made since");
  made("b", copy);
  made("c", copy);
  found.push(false);
  rest();
  await settled();
  assert.deepEqual(damages, [["m", ["b", "c"]]]);
  assert.equal(made("d", copy), true, "the photo that was in work when it was found out");
  rest();
  await settled();
  assert.deepEqual([looked.length, damages.length], [2, 1]);
  assert.equal(made("e", copyOf("m")), false, "the next copy is another");
});

test("after a worker's death it is looked at at once, whether or not a photo was made", async () => {
  const { workerDied, found, damages } = watch();
  found.push(false);
  workerDied(copyOf("m"));
  await settled();
  assert.deepEqual(damages, [["m", []]]);
});

test("a death while somebody looks is looked at again", async () => {
  const { made, rest, workerDied, found, looked, damages } = watch();
  const copy = copyOf("m");
  made("a", copy);
  /** @type {(isSound: boolean) => void} */
  let answer = () => {};
  found.push(new Promise((resolve) => (answer = resolve)), false);
  rest();
  workerDied(copy);
  made("b", copy);
  assert.equal(looked.length, 1);
  answer(true);
  await settled();
  assert.deepEqual([looked.length, damages], [2, [["m", ["b"]]]]);
});

test("what nobody could look at stays unproven", async () => {
  const { made, rest, found, damages } = watch();
  const copy = copyOf("m");
  made("a", copy);
  found.push(new Error("no worker to be had"), false);
  rest();
  await settled();
  assert.deepEqual(damages, []);
  rest();
  await settled();
  assert.deepEqual(damages, [["m", ["a"]]]);
});

test("each copy has its own photos; a photo belongs to the one it was made with last, or to none", async () => {
  const { made, forget, rest, found, damages } = watch();
  const [one, two] = [copyOf("one"), copyOf("two")];
  made("a", one);
  made("b", one);
  made("c", one);
  made("a", two);
  forget(["b"]);
  found.push(false, true);
  rest();
  await settled();
  assert.deepEqual(damages, [["one", ["c"]]]);
});

test("variants share their weights; a network whose graph holds its weights has none that anybody could change", async () => {
  const { made, rest, workerDied, found, looked, damages } = watch();
  const weights = new SharedArrayBuffer(4);
  made("a", copyOf("m", weights));
  made("b", copyOf("m", weights));
  const alone = copyOf("alone", null);
  assert.equal(made("c", alone), false);
  workerDied(alone);
  found.push(false);
  rest();
  await settled();
  assert.deepEqual([looked.length, damages], [1, [["m", ["a", "b"]]]]);
});
