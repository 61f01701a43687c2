// What makes room, and who gets a copy where there is some: the two parts by themselves. The batch around them is
// kept-room.test.js's.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createRoom } from "../../web/src/storage/room.js";
import { createSourceCopies } from "../../web/src/storage/source-copies.js";
import { ROOM, settle } from "./kept-tab.js";

const refusing = () => new DOMException("full", "QuotaExceededError");

test("room is asked for first, and made only as far as it is missing, whatever the estimate says afterwards", async () => {
  const given = /** @type {number[]} */ ([]);
  const copies = [30, 40, 50];
  const room = createRoom({
    quota: { ...ROOM, free: async () => 10 },
    spare: () => copies.reduce((sum, bytes) => sum + bytes, 0),
    async giveUp() {
      const bytes = copies.shift() ?? 0;
      given.push(bytes);
      return bytes;
    },
  });
  assert.equal(await room.take(10, async () => "written"), "written");
  assert.deepEqual(given, []);
  await assert.rejects(
    room.take(131, async () => assert.fail("nothing is written without room")),
    { name: "QuotaExceededError" },
  );
  assert.deepEqual(given, [], "nothing is given up in vain");
  assert.equal(await room.take(70, async () => given.join()), "30,40", "given up before it is written");
  let tries = 0;
  const stubborn = room.take(10, async () => {
    tries += 1;
    throw refusing();
  });
  await assert.rejects(stubborn, { name: "QuotaExceededError" });
  assert.deepEqual([tries, given], [2, [30, 40, 50]], "once more for what else could be given up");
  await assert.rejects(
    room.take(11, async () => assert.fail("nothing is written without room")),
    { name: "QuotaExceededError" },
  );
  await assert.rejects(
    room.take(1, async () => {
      throw new Error("another");
    }),
    /another/,
  );
});

test("the journal does not wait for an estimate: it is written, and makes room only where it is refused", async () => {
  const room = createRoom({
    quota: { ...ROOM, free: () => assert.fail("asked") },
    spare: () => 0,
    giveUp: async () => 0,
  });
  assert.equal(await room.take(0, async () => "written"), "written");
});

test("a photo that cannot be read keeps no other from having a copy", async () => {
  for (const [waiting, safe] of [
    [["lost"], ["a"]],
    [[], ["a", "lost"]],
  ]) {
    const lost = new File(["x"], "lost.jpg");
    lost.arrayBuffer = () => Promise.reject(new DOMException("gone", "NotReadableError"));
    const written = /** @type {string[]} */ ([]);
    const session = /** @type {any} */ ({
      write: async (/** @type {string} */ _, /** @type {string} */ name) => void written.push(name),
    });
    const copies = createSourceCopies({
      sources: new Map([
        ["a", new File(["x"], "a.jpg")],
        ["lost", lost],
      ]),
      sessionOf: async () => session,
      quota: ROOM,
      onChange() {},
    });
    copies.update(waiting, safe);
    await settle();
    assert.deepEqual([written.length, copies.recordOf("a")?.file], [1, written[0]]);
    assert.deepEqual([copies.recordOf("lost"), copies.shortage(), copies.isWithout("lost")], [null, null, false]);
  }
});
