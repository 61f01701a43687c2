// A tab that keeps a batch, in memory: the queue's state, the files a person gave, and the keeper; and what is left on the
// device. For the tests of what is kept.

import { createTimeLimit } from "../../web/src/lib/time-limit.js";
import { INITIAL_STATE } from "../../web/src/queue/reducer.js";
import { DEFAULT_OPTIONS } from "../../web/src/shared/options.js";
import { findAbandoned } from "../../web/src/storage/abandoned.js";
import { createFolder } from "../../web/src/storage/folder.js";
import { createKeeper } from "../../web/src/storage/keeper.js";
import { openSession, sessionIds } from "../../web/src/storage/session.js";
import { fakeFolder, fakeLocks } from "./fake-files.js";
import { fakeTimers } from "./fake-timers.js";
import { add, done, ERROR, MATTE, RESULT, step, TWO } from "./queue-fixtures.js";

/** @param {Parameters<typeof fakeFolder>[0]} [hooks] */
export const device = (hooks) => createFolder(fakeFolder(hooks), createTimeLimit(fakeTimers()));
export const ROOM = { free: async () => 1e12, askToPersist: async () => {} };
export const FULL = { ...ROOM, free: async () => 500 };
export const cutout = (/** @type {string} */ id) => new Blob([id.repeat(RESULT.bytes)], { type: "image/png" });

export const locks = fakeLocks();
Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });

/** Lets everything that was started come to its end: nothing here waits for a clock. Checksums come from other threads. */
export async function settle() {
  for (let turns = 0; turns < 60; turns += 1) {
    await crypto.subtle.digest("SHA-256", new Uint8Array(1));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** @import { QueueEvent, QueueState } from "../../web/src/queue/events.js" */
/** @import { Folder } from "../../web/src/storage/folder.js" */

/**
 * A tab: the queue's state, the files a person gave, and the keeper.
 *
 * @param {Folder} home
 * @param {{ quota?: any, saved?: Set<string>, now?: () => any, storage?: any }} [options]
 */
export function tab(home, { quota = ROOM, saved = new Set(), now = () => 1, storage = { home, canWrite: true } } = {}) {
  /** @type {QueueState} */
  let state = INITIAL_STATE;
  /** @type {Map<string, File>} */
  const sources = new Map();
  const keeper = createKeeper({
    storage: Promise.resolve(storage),
    quota,
    app: "1",
    now,
    options: () => DEFAULT_OPTIONS,
    model: () => "balanced",
    sources,
    isSaved: ({ id }) => saved.has(id),
    onChange() {},
    onSpoiled(id) {
      dispatch({ type: "spoiled", id, error: sources.has(id) ? null : ERROR, now: 9 });
    },
  });
  const dispatch = (/** @type {QueueEvent} */ event) => {
    state = step(state, event).state;
    keeper.update(state);
  };
  return {
    keeper,
    sources,
    dispatch,
    state: () => state,
    add(/** @type {string[]} */ ...ids) {
      for (const id of ids) sources.set(id, new File(["x".repeat(1000)], `${id}.jpg`, { type: "image/jpeg" }));
      dispatch(add(...ids));
    },
    find(/** @type {string} */ id, /** @type {Blob[]} */ ...mattes) {
      keeper.mattes.set(id, mattes);
      state = {
        ...state,
        items: state.items.map((item) =>
          item.id === id ? { ...item, matte: mattes.length === 1 ? MATTE : TWO } : item,
        ),
      };
      keeper.update(state);
    },
    finish(/** @type {string} */ id) {
      keeper.results.set(id, { cutout: cutout(id), thumbnail: new Blob(["t"], { type: "image/png" }) });
      dispatch(done(id, state.items.find((item) => item.id === id)?.attempt));
    },
  };
}

/** @param {Folder} home @param {Parameters<Awaited<ReturnType<typeof openSession>>["names"]>[0]} kind */
export async function names(home, kind) {
  const found = [];
  for (const id of await sessionIds(home)) found.push(...(await (await openSession(home, id)).names(kind)));
  return found.map((name) => name.replace(/\.[0-9a-f]{64}/, ""));
}

/** @param {Folder} home */
export async function abandoned(home) {
  /** @type {Parameters<Parameters<typeof findAbandoned>[1]>[0][number][]} */
  let found = [];
  await findAbandoned(home, (batches) => {
    found = [...found, ...batches];
  });
  return found;
}
