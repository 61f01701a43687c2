// What is read out of a batch and when: failures at once, good news together, the end last.

import assert from "node:assert/strict";
import test from "node:test";
import { holdOf, totals } from "../../web/src/queue/selectors.js";
import { createAnnouncer } from "../../web/src/ui/announcer.js";
import { add, after, done, failed, lacking } from "./queue-fixtures.js";

/** @import { QueueEvent } from "../../web/src/queue/events.js" */

/** An announcer on a real queue, with a clock that is moved by hand. */
function listener() {
  let time = 0;
  /** @type {{ at: number, work: () => void }[]} */
  let timers = [];
  /** @type {string[]} */
  const heard = [];
  const announcer = createAnnouncer({
    say: (text) => heard.push(text),
    now: () => time,
    later(work, milliseconds) {
      const timer = { at: time + milliseconds, work };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
  });
  /** @type {QueueEvent[]} */
  const events = [];
  return {
    happen(/** @type {QueueEvent[]} */ ...more) {
      for (const event of more) {
        events.push(event);
        const state = after(...events);
        announcer.update(state.items, totals(state), holdOf(state));
      }
    },
    /** What is said until then. */
    wait(/** @type {number} */ milliseconds) {
      const end = time + milliseconds;
      for (;;) {
        const [next] = timers.toSorted((one, other) => one.at - other.at);
        if (next === undefined || next.at > end) break;
        timers = timers.filter((each) => each !== next);
        time = next.at;
        next.work();
      }
      time = end;
      return heard.splice(0);
    },
  };
}

test("good news is told together after a while", () => {
  const { happen, wait } = listener();
  happen(add("a", "b", "c", "d"));
  assert.deepEqual(wait(200), ["4 photos added. 0 of 4 done."]);
  happen(done("a"), done("b"));
  assert.deepEqual(wait(3000), []);
  happen(done("c"));
  assert.deepEqual(wait(1000), ["3 photos done. 3 of 4 done."]);
});

test("a failure is told at once, and takes along what waited to be told", () => {
  const { happen, wait } = listener();
  happen(add("a", "b", "c", "d"));
  wait(2000);
  happen(done("a"));
  assert.deepEqual(wait(1000), []);
  happen(failed("b"));
  assert.match(wait(200)[0] ?? "", /^b\.jpg failed: [^.]+\. a\.jpg done\. 1 of 4 done, 1 failed\.$/);
});

test("a change that fails is told like a failure; one that is cancelled goes back to what was told before", () => {
  const { happen, wait } = listener();
  happen(add("a", "b"), done("a"), done("b"));
  wait(9000);
  happen({ type: "rerun", ids: ["a", "b"], now: 20 });
  happen({ type: "cancel", id: "b", now: 21 });
  assert.deepEqual(wait(9000), []);
  happen(failed("a", 2));
  assert.match(wait(200)[0] ?? "", /^a\.jpg not changed: [^.]+\. Batch finished: 2 of 2 done, 1 not changed\.$/);
});

test("many failures are one sentence, not one each", () => {
  const { happen, wait } = listener();
  happen(add("a", "b", "c", "d", "e", "f"));
  wait(2000);
  happen(failed("a"));
  assert.match(wait(200).join(), /^a\.jpg failed/);
  happen(failed("b"), failed("c"), failed("d"), failed("e"));
  assert.deepEqual(wait(500), [], "not while the one before may still be spoken");
  assert.match(wait(1000).join(), /^4 photos failed: [^.]+\. 0 of 6 done, 5 failed\.$/);
});

test("that the batch is finished comes at once and last, and not when more came in", () => {
  const { happen, wait } = listener();
  happen(add("a", "b"));
  wait(2000);
  happen(failed("a"), done("b"));
  assert.match(wait(200)[0] ?? "", /^a\.jpg failed: .* b\.jpg done\. Batch finished: 1 of 2 done, 1 failed\.$/);
  happen(add("c"));
  wait(4000);
  happen(done("c"), add("d"));
  assert.deepEqual(wait(200), ["1 photo added. c.jpg done. 2 of 4 done, 1 failed."]);
});

test("a pause says what it means and what ends it", () => {
  const { happen, wait } = listener();
  happen(add("a", "b"));
  wait(2000);
  happen({ type: "pause", now: 1 });
  assert.deepEqual(wait(200), ["0 of 2 done. Pausing after this photo."]);
  wait(2000);
  happen(done("a"));
  assert.deepEqual(wait(200), ["a.jpg done. 1 of 2 done. Paused: press Resume."]);
  wait(2000);
  happen({ type: "cancelAll", now: 2 });
  assert.deepEqual(wait(200), ["b.jpg cancelled. Batch finished: 1 of 2 done, 1 cancelled."]);
  wait(2000);
  happen(add("c"));
  assert.deepEqual(wait(200), ["1 photo added. 1 of 3 done, 1 cancelled. Paused: press Resume."]);
});

test("a server that is away is named, and that it is back", () => {
  const { happen, wait } = listener();
  happen(add("a", "b"));
  wait(2000);
  happen(lacking("a"), { type: "serverAnswer", isThere: false, now: 1 });
  assert.match(wait(200).join(" "), /0 of 2 done, 1 failed\. Waiting for the server\.$/);
  wait(2000);
  happen({ type: "serverAnswer", isThere: true, now: 2 });
  assert.deepEqual(wait(200), ["0 of 2 done."]);
});

test("an earlier batch is a number, and an emptied list is said once", () => {
  const { happen, wait } = listener();
  happen({ type: "restore", items: after(add("a", "b"), done("a"), done("b")).items, now: 1 });
  assert.deepEqual(wait(5000), ["2 photos of the earlier batch. 2 of 2 done."], "nothing was finished by coming back");
  happen({ type: "clear" });
  assert.deepEqual(wait(5000), ["The list is empty."]);
});
