// What the service worker stored may have been changed by a disk since: it is compared with the manifest at its first use,
// and what is wrong is fetched again and not handed out.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { beforeEach, test } from "node:test";
import { cacheName } from "../../web/src/service-worker/plan.js";
import { find, keep } from "../../web/src/service-worker/store.js";
import { fakeCache } from "./fake-cache.js";

const CONTENT = "export const answer = 42;";
const file = (/** @type {string} */ url, content = CONTENT) => ({
  url,
  bytes: content.length,
  sha256: createHash("sha256").update(content).digest("hex"),
});

/** @type {Map<string, ReturnType<typeof fakeCache>>} */
let all = new Map();
/** @type {(RequestInfo | URL)[]} */
let fetched = [];
let lastNumber = 0;
/** Each test has builds of its own: what was compared once is trusted for the life of the worker. */
function newBuild() {
  lastNumber += 1;
  return `build${lastNumber}`;
}

beforeEach(() => {
  all = new Map();
  fetched = [];
  const caches = {
    keys: async () => [...all.keys()],
    async open(/** @type {string} */ name) {
      if (!all.has(name)) all.set(name, fakeCache());
      return all.get(name);
    },
    match: async (/** @type {string} */ url, /** @type {{ cacheName: string }} */ { cacheName: name }) =>
      all.get(name)?.match(url),
  };
  Object.assign(globalThis, { caches });
  globalThis.fetch = async (url) => {
    fetched.push(url);
    return new Response(CONTENT);
  };
});

/** @param {string} build @param {string} url @param {string} content */
async function stored(build, url, content) {
  await (await caches.open(cacheName(build))).put(url, new Response(content));
}

test("what is whole is handed out, and compared once only", async () => {
  const build = newBuild();
  await stored(build, "/a.js", CONTENT);
  const { url, ...facts } = file("/a.js");
  assert.equal(await (await find(url, build, facts))?.text(), CONTENT);
  // Seen by nobody any more: what is asked of the disk twice would cost every start of a worker.
  await stored(build, "/a.js", CONTENT.slice(1));
  assert.equal((await (await find(url, build, facts))?.text())?.length, CONTENT.length - 1);
});

for (const [harm, content] of [
  ["cut short", CONTENT.slice(0, -4)],
  ["empty", ""],
  ["changed", CONTENT.replace("42", "41")],
]) {
  test(`a stored file that is ${harm} is removed, told of, and not handed out`, async () => {
    const build = newBuild();
    await stored(build, "/a.js", content);
    const { url, ...facts } = file("/a.js");
    let told = 0;
    const tell = () => {
      told += 1;
    };
    assert.equal(await find(url, build, facts, tell), undefined);
    assert.equal(told, 1);
    assert.equal(all.get(cacheName(build))?.entries.size, 0);
    await keep(build, [file("/a.js")]);
    assert.deepEqual(fetched, ["/a.js"]);
    assert.equal(await (await find(url, build, facts))?.text(), CONTENT);
  });
}

test("a good copy of another build stands in; a bad one is not taken over", async () => {
  const [old, own] = [newBuild(), newBuild()];
  await stored(own, "/a.js", CONTENT.slice(0, 3));
  await stored(old, "/a.js", CONTENT);
  await stored(old, "/b.js", "?");
  const { url, ...facts } = file("/a.js");
  assert.equal(await (await find(url, own, facts))?.text(), CONTENT);
  await keep(own, [file("/a.js"), file("/b.js")]);
  assert.deepEqual(fetched, ["/b.js"]);
  assert.equal(await (await find("/b.js", own, facts))?.text(), CONTENT);
});

test("of a file that only an older build knows, nothing can be said: it is handed out", async () => {
  const [old, own] = [newBuild(), newBuild()];
  await stored(old, "/gone.js", "anything");
  assert.equal(await (await find("/gone.js", own, undefined))?.text(), "anything");
});
