// One file of a model from a server that breaks off, forgets ranges or lies, with what is kept in between.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { openKeptFile } from "../../web/src/model-worker/kept-file.js";
import { loadFile } from "../../web/src/model-worker/load-file.js";
import { keptOf } from "../../web/src/shared/model-pieces.js";
import { hashWasm } from "./deps.js";
import { fakeCache } from "./fake-cache.js";

const BYTES = Uint8Array.from({ length: 100 }, (_, index) => (index * 37) % 251);
const FILE = {
  role: /** @type {const} */ ("weights"),
  url: "/models/m/model.weights?v=1",
  bytes: BYTES.length,
  sha256: createHash("sha256").update(BYTES).digest("hex"),
};

/** @typedef {{ cut?: number, status?: number, broken?: boolean, body?: Uint8Array }} Turn cut: bytes sent before the end */

/**
 * A server that answers each request as told, and in the end as a good server does.
 *
 * @param {Turn[]} turns
 */
function server(turns) {
  const asked = /** @type {number[]} */ ([]);
  /** @param {string} _ @param {number} from */
  async function ask(_, from) {
    asked.push(from);
    const {
      cut = Number.POSITIVE_INFINITY,
      status = from === 0 ? 200 : 206,
      broken,
      body = BYTES,
    } = turns.shift() ?? {};
    if (broken) throw new TypeError("Failed to fetch");
    const start = status === 206 ? from : 0;
    const sent = body.slice(start, start + cut);
    const chunks = Array.from({ length: Math.ceil(sent.length / 7) }, (_, index) =>
      sent.slice(index * 7, index * 7 + 7),
    );
    const headers = status === 206 ? { "Content-Range": `bytes ${from}-99/100` } : {};
    const stream = new ReadableStream({
      pull(controller) {
        const chunk = chunks.shift();
        if (chunk !== undefined) controller.enqueue(chunk);
        else if (cut === Number.POSITIVE_INFINITY) controller.close();
        else controller.error(new TypeError("network error"));
      },
    });
    return new Response(stream, { status, headers });
  }
  return { asked, ask };
}

/** @param {{ cache?: any, turns?: Turn[], isBlobWanted?: boolean, mustBeKept?: boolean, target?: Uint8Array | null }} parts */
async function load({ cache = fakeCache(), turns = [], isBlobWanted = true, mustBeKept = false, target = null }) {
  const { asked, ask } = server(turns);
  const waits = /** @type {number[]} */ ([]);
  const heard = /** @type {number[][]} */ ([]);
  const kept = await openKeptFile(cache, FILE);
  const loading = loadFile(FILE, {
    kept,
    startHash: hashWasm.createSHA256,
    target,
    isBlobWanted,
    mustBeKept,
    onBytes: (bytes, fetched) => heard.push([bytes, fetched]),
    limitMs: 60_000,
    ask,
    wait: async (milliseconds) => waits.push(milliseconds),
    pieceBytes: 30,
  });
  const [outcome] = await Promise.allSettled([loading]);
  const state = keptOf(FILE, cache === null ? [] : [...cache.entries.keys()]);
  return { outcome, asked, waits, heard, kept, state, cache };
}

/** @param {PromiseSettledResult<Blob | null>} outcome */
async function bytesOf(outcome) {
  assert.equal(outcome.status, "fulfilled", String(/** @type {any} */ (outcome).reason));
  const blob = /** @type {PromiseFulfilledResult<Blob>} */ (outcome).value;
  return new Uint8Array(await blob.arrayBuffer());
}

/** @param {PromiseSettledResult<Blob | null>} outcome */
const problem = (outcome) => /** @type {any} */ (outcome).reason;

test("a calm download is kept in pieces, and the next visit asks for nothing", async () => {
  const first = await load({});
  assert.deepEqual(await bytesOf(first.outcome), BYTES);
  assert.deepEqual(first.state, { bytes: 100, isWhole: true });
  assert.deepEqual(first.heard.at(-1), [100, 100]);
  const target = new Uint8Array(100);
  const second = await load({ cache: first.cache, isBlobWanted: false, target });
  assert.deepEqual(second.asked, []);
  assert.deepEqual(target, BYTES);
  assert.deepEqual(second.heard.at(-1), [100, 0]);
});

test("a connection that breaks is taken up where it broke", async () => {
  const { outcome, asked, waits, state } = await load({ turns: [{ cut: 40 }, { broken: true }, { cut: 25 }] });
  assert.deepEqual(await bytesOf(outcome), BYTES);
  assert.deepEqual(asked, [0, 40, 40, 65]);
  assert.deepEqual(waits, [500, 2000, 500], "the waits begin anew with every byte");
  assert.equal(state.isWhole, true);
});

test("a server that cannot be reached at all is an error at once; one that went away is waited for a while", async () => {
  const never = await load({ turns: [{ broken: true }] });
  assert.deepEqual([never.asked, never.waits, problem(never.outcome).code], [[0], [], "model-unavailable"]);
  const gone = await load({ turns: [{ cut: 40 }, ...Array.from({ length: 9 }, () => ({ broken: true }))] });
  assert.deepEqual(gone.asked, [0, 40, 40, 40]);
  assert.match(problem(gone.outcome).message, /broke before the whole model was here/);
  assert.deepEqual(gone.state, { bytes: 40, isWhole: false }, "what has arrived is kept");
  const again = await load({ cache: gone.cache });
  assert.deepEqual(again.asked, [40]);
  assert.deepEqual(await bytesOf(again.outcome), BYTES);
  assert.deepEqual(again.heard.at(-1), [100, 60]);
});

test("a server without ranges begins anew, and nothing is doubled", async () => {
  const { outcome, asked, state } = await load({ turns: [{ cut: 70 }, { status: 200 }] });
  assert.deepEqual(await bytesOf(outcome), BYTES);
  assert.deepEqual(asked, [0, 70]);
  assert.deepEqual(state, { bytes: 100, isWhole: true });
});

test("a part that is not there, too, begins anew; a second time it is an error", async () => {
  const once = await load({ turns: [{ cut: 40 }, { status: 416 }] });
  assert.deepEqual(once.asked, [0, 40, 0]);
  assert.deepEqual(await bytesOf(once.outcome), BYTES);
  const short = BYTES.slice(0, 60);
  const lie = { status: 200, body: short };
  const ever = await load({ turns: [lie, { status: 416 }, lie, { status: 416 }] });
  assert.equal(problem(ever.outcome).code, "model-corrupt");
  assert.deepEqual(ever.asked, [0, 60, 0, 60]);
});

test("damaged bytes are noticed, wherever they came from, and leave nothing behind", async () => {
  const damaged = BYTES.with(50, 0);
  const arrived = await load({ turns: [{ body: damaged }] });
  assert.equal(problem(arrived.outcome).code, "model-corrupt");
  assert.deepEqual([...arrived.cache.entries.keys()], []);
  const kept = await load({
    turns: [{ cut: 70, body: damaged }, ...Array.from({ length: 4 }, () => ({ broken: true }))],
  });
  assert.equal(kept.state.bytes, 70);
  const joined = await load({ cache: kept.cache });
  assert.equal(problem(joined.outcome).code, "model-corrupt");
  const calm = await load({ cache: kept.cache });
  assert.deepEqual(calm.asked, [0]);
  assert.deepEqual(await bytesOf(calm.outcome), BYTES);
});

test("more bytes than there should be are refused", async () => {
  const { outcome } = await load({ turns: [{ body: new Uint8Array(130) }] });
  assert.equal(problem(outcome).code, "model-corrupt");
});

test("a full disk harms only what would be kept", async () => {
  const used = await load({ cache: fakeCache({ room: 50 }) });
  assert.deepEqual(await bytesOf(used.outcome), BYTES);
  assert.deepEqual([used.kept.canKeep(), used.state.bytes], [false, 0]);
  const wanted = await load({ cache: fakeCache({ room: 50 }), isBlobWanted: false, mustBeKept: true });
  assert.match(problem(wanted.outcome).message, /too little room/);
});

test("without a place to keep it the model works for this visit", async () => {
  const { outcome, kept } = await load({ cache: null });
  assert.deepEqual(await bytesOf(outcome), BYTES);
  assert.equal(kept.canKeep(), false);
});

test("older versions of a file go when the new one is whole; a lost piece is fetched again", async () => {
  const cache = fakeCache();
  cache.entries.set("/models/m/model.weights?v=0", new Blob(["as an older page kept it"]));
  cache.entries.set("/models/m/model.onnx?v=0", new Blob(["another file"]));
  await load({ cache });
  assert.equal(cache.entries.has("/models/m/model.weights?v=0"), false);
  assert.equal(cache.entries.has("/models/m/model.onnx?v=0"), true);
  const [second] = [...cache.entries.keys()].filter((name) => name.includes("cutroom-piece=")).slice(1, 2);
  cache.entries.delete(String(second));
  const again = await load({ cache });
  assert.equal(again.asked.length, 1);
  assert.deepEqual(await bytesOf(again.outcome), BYTES);
  assert.equal(again.state.isWhole, true);
});
