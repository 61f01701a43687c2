// Network first: which answer counts when the server is quick, slow, failing or away; and what may be stored at all.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import { base64, fetchChecked, networkFirst } from "../../web/src/service-worker/network.js";

const fresh = new Response("fresh");
const stored = new Response("stored");
const never = /** @type {Promise<Response>} */ (new Promise(() => {}));
const HOUR_MS = 3_600_000;

test("a server that answers is believed", async () => {
  const mustNotAsk = () => assert.fail("the cache was asked");
  assert.equal(await networkFirst(Promise.resolve(fresh), mustNotAsk, HOUR_MS), fresh);
  const notFound = new Response("no", { status: 404 });
  assert.equal(await networkFirst(Promise.resolve(notFound), mustNotAsk, HOUR_MS), notFound);
});

test("a server that is away, late or broken leaves it to what is stored", async () => {
  const inCache = async () => stored;
  assert.equal(await networkFirst(Promise.reject(new TypeError("refused")), inCache, HOUR_MS), stored);
  assert.equal(await networkFirst(Promise.resolve(new Response("", { status: 502 })), inCache, HOUR_MS), stored);
  assert.equal(await networkFirst(never, inCache, 1), stored);
});

test("with nothing stored, the server's own answer comes through, however late and whatever it is", async () => {
  const nothing = async () => undefined;
  const late = /** @type {Promise<Response>} */ (new Promise((resolve) => setTimeout(resolve, 20, fresh)));
  assert.equal(await networkFirst(late, nothing, 1), fresh);
  assert.equal(await networkFirst(late, () => Promise.reject(new Error("storage is broken")), 1), fresh);
  const broken = new Response("", { status: 503 });
  assert.equal(await networkFirst(Promise.resolve(broken), nothing, HOUR_MS), broken);
  await assert.rejects(networkFirst(Promise.reject(new TypeError("refused")), nothing, HOUR_MS), /refused/);
});

test("a file is asked for with its checksum, and once more past the browser's cache", async () => {
  const hash = createHash("sha256").update("text");
  const file = { url: "/assets/a.js", bytes: 4, sha256: hash.copy().digest("hex") };
  const integrity = `sha256-${hash.digest("base64")}`;
  assert.equal(`sha256-${base64(file.sha256)}`, integrity);
  /** @type {unknown[]} */
  const asked = [];
  const ask = /** @type {typeof fetch} */ (
    async (url, options) => {
      asked.push([url, options]);
      if (asked.length === 1) throw new TypeError("checksum");
      return fresh;
    }
  );
  assert.equal(await fetchChecked(file, ask), fresh);
  assert.deepEqual(asked, [
    [file.url, { integrity }],
    [file.url, { integrity, cache: "reload" }],
  ]);
  await assert.rejects(
    fetchChecked(file, () => Promise.reject(new TypeError("checksum"))),
    /checksum/,
  );
});
