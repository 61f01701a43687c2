// One file of a model from a server that breaks off, forgets ranges or lies, with what is kept in between.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { openKeptFile } from "../../web/src/model-worker/kept-file.js";
import { loadFile } from "../../web/src/model-worker/load-file.js";
import { keptOf, pieceName, wholeName } from "../../web/src/shared/model-pieces.js";
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
    /** @type {Record<string, string>} */
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
  let damages = 0;
  const kept = await openKeptFile(cache, FILE);
  const loading = loadFile(
    { ...FILE, isNeeded: true },
    {
      kept,
      startHash: hashWasm.createSHA256,
      target,
      isBlobWanted,
      mustBeKept,
      onBytes: (bytes, fetched) => heard.push([bytes, fetched]),
      onDamaged() {
        damages += 1;
      },
      limitMs: 60_000,
      ask,
      wait: async (milliseconds) => waits.push(milliseconds),
      // Chunks of 7 bytes: a piece has 35.
      pieceBytes: 30,
    },
  );
  const [outcome] = await Promise.allSettled([loading]);
  const state = keptOf(FILE, cache === null ? [] : [...cache.entries.keys()]);
  return { outcome, asked, waits, heard, kept, state, cache, damages };
}

/** @param {PromiseSettledResult<any>} outcome */
async function bytesOf(outcome) {
  assert.equal(outcome.status, "fulfilled", String(/** @type {any} */ (outcome).reason));
  const { blob } = /** @type {PromiseFulfilledResult<{ blob: Blob }>} */ (outcome).value;
  return new Uint8Array(await blob.arrayBuffer());
}

/** @param {PromiseSettledResult<any>} outcome */
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
  assert.equal(problem(gone.outcome).found.case, "broke-off");
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
  assert.deepEqual([joined.asked, joined.damages], [[70, 0], 1], "what was kept is not believed a second time");
  assert.deepEqual(await bytesOf(joined.outcome), BYTES);
  assert.equal(joined.state.isWhole, true);
});

/** A cache with the whole model. */
async function wholeCache() {
  const { cache } = await load({});
  return cache;
}

/** @param {any} cache @param {number} at byte of the file that is another one now */
async function damage(cache, at) {
  const name = [...cache.entries.keys()].find((/** @type {string} */ each) => {
    const [, from, to] = /cutroom-piece=(\d+)-(\d+)/.exec(each) ?? [];
    return from !== undefined && Number(from) <= at && at < Number(to);
  });
  assert.ok(name, `a piece around byte ${at}`);
  const [, from] = /cutroom-piece=(\d+)-/.exec(name) ?? [];
  const bytes = new Uint8Array(await cache.entries.get(name).arrayBuffer());
  const index = at - Number(from);
  cache.entries.set(name, new Blob([bytes.with(index, /** @type {number} */ (bytes[index]) ^ 1)]));
}

for (const at of [0, 34, 35, 69, 99]) {
  for (const use of ["Blob", "shared memory"]) {
    test(`byte ${at} of a kept model turned over: it is thrown away and fetched again before its first use as ${use}`, async () => {
      const cache = await wholeCache();
      await damage(cache, at);
      const target = use === "Blob" ? null : new Uint8Array(100);
      const { outcome, asked, damages, state } = await load({ cache, isBlobWanted: target === null, target });
      assert.deepEqual([asked, damages, state.isWhole], [[0], 1, true]);
      assert.deepEqual(target ?? (await bytesOf(outcome)), BYTES);
      const next = await load({ cache });
      assert.deepEqual([next.asked, next.damages], [[], 0], "the next visit has a sound one");
      assert.deepEqual(await bytesOf(next.outcome), BYTES);
    });
  }
}

test("a damaged model and no server: an error, never the damaged bytes", async () => {
  const cache = await wholeCache();
  await damage(cache, 50);
  const { outcome, damages } = await load({ cache, turns: [{ broken: true }] });
  assert.deepEqual([problem(outcome).code, damages], ["model-unavailable", 1]);
  assert.deepEqual([...cache.entries.keys()], []);
});

test("a piece that the browser cannot read any more is damage too", async () => {
  for (const isNoted of [true, false]) {
    const cache = await wholeCache();
    if (!isNoted) cache.entries.delete(wholeName(FILE.url));
    const name = pieceName(FILE.url, 0, 35);
    const piece = /** @type {Blob} */ (cache.entries.get(name));
    const broken = { size: piece.size, arrayBuffer: async () => Promise.reject(new DOMException("gone")) };
    const match = cache.match.bind(cache);
    const failing = {
      ...cache,
      match: async (/** @type {string} */ each) =>
        each === name && cache.entries.get(name) === piece ? { blob: async () => broken } : match(each),
    };
    const { outcome, asked, damages } = await load({ cache: failing });
    assert.deepEqual([asked, damages], [[0], 1]);
    assert.deepEqual(await bytesOf(outcome), BYTES);
  }
});

test("what an older page has kept without checksums is checked as a whole, once", async () => {
  const cache = await wholeCache();
  cache.entries.set(wholeName(FILE.url), new Blob([""]));
  const first = await load({ cache });
  assert.deepEqual([first.asked, first.damages], [[], 0]);
  assert.deepEqual(await bytesOf(first.outcome), BYTES);
  assert.match(
    await /** @type {Blob} */ (cache.entries.get(wholeName(FILE.url))).text(),
    /^\[\[0,35,"[0-9a-f]{64}"\],/,
  );
  cache.entries.set(wholeName(FILE.url), new Blob([""]));
  await damage(cache, 50);
  const second = await load({ cache });
  assert.deepEqual([second.asked, second.damages], [[0], 1]);
  assert.deepEqual(await bytesOf(second.outcome), BYTES);
});

test("a note about other pieces, or with other checksums, proves nothing", async () => {
  const good = await wholeCache();
  const note = await /** @type {Blob} */ (good.entries.get(wholeName(FILE.url))).text();
  for (const wrong of ["[]", "{}", note.replace("[0,35,", "[0,34,"), note.replace(/"[0-9a-f]{64}"/, '"x"')]) {
    const cache = await wholeCache();
    await damage(cache, 50);
    cache.entries.set(wholeName(FILE.url), new Blob([wrong]));
    const { outcome, damages } = await load({ cache });
    assert.equal(damages, 1, wrong);
    assert.deepEqual(await bytesOf(outcome), BYTES);
  }
});

test("only to be kept, a whole model is not read; it is checked when it is used", async () => {
  const cache = await wholeCache();
  await damage(cache, 50);
  const kept = await load({ cache, isBlobWanted: false, mustBeKept: true });
  assert.deepEqual([kept.asked, kept.damages], [[], 0]);
  assert.equal((await load({ cache })).damages, 1);
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
  assert.equal(problem(wanted.outcome).found.case, "no-room");
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
