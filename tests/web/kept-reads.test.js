// In the same visit: a file that was there is gone or can be read no more. The person's own one is replaced by its copy; a
// cutout is given up and made again. Damage that an earlier visit left is kept-checks.test.js's.

import assert from "node:assert/strict";
import { test } from "node:test";
import { canBeRead } from "../../web/src/storage/checked-file.js";
import { createPhotoFile } from "../../web/src/worker-client/photo-job.js";
import { cutout, device, locks, names, settle, tab } from "./kept-tab.js";
import { present } from "./present.js";

const gone = () => Promise.reject(new DOMException("raw words of a browser", "NotReadableError"));

/** As a browser's after its file was deleted or changed. @param {Blob} file */
function lose(file) {
  file.arrayBuffer = gone;
  file.slice = () => Object.assign(new Blob([]), { arrayBuffer: gone });
}

test("a photo whose own file can be read no more is worked on from its copy, with its name and type", async () => {
  const home = device();
  const page = tab(home);
  page.add("a", "b");
  await settle();
  const own = present(page.sources.get("a"));
  const other = page.sources.get("b");
  lose(own);
  const { isSourceIntact } = page.keeper;
  const photoFile = createPhotoFile({ sources: page.sources, isSourceIntact, firstLook: async () => null });
  const photo = /** @type {File} */ (await photoFile("a"));
  assert.notEqual(photo, own);
  assert.deepEqual([photo.name, photo.type, await photo.text()], ["a.jpg", "image/jpeg", "x".repeat(1000)]);
  assert.equal(page.sources.get("a"), photo, "for the preview, too");
  assert.equal(await photoFile("b"), other, "what can be read stays the person's own file");
  page.finish("a");
  await settle();
  assert.equal(page.keeper.shortage().unchangeable, 0);
  locks.release();
});

test("a copy that is damaged, or not there, takes no place: the job says that the file cannot be read", async () => {
  const home = device();
  const page = tab(home);
  page.add("a", "b");
  await settle();
  const [a, b] = ["a", "b"].map((id) => present(page.sources.get(id)));
  lose(a);
  lose(b);
  const [session] = await (await home.open("sessions")).folders();
  const kept = await (await (await home.open("sessions")).open(session)).open("sources");
  for (const name of await kept.names()) {
    if (name.startsWith("a.")) await kept.write(name, new Blob(["y".repeat(1000)]));
    else await kept.remove(name);
  }
  for (const [id, own] of /** @type {const} */ ([
    ["a", a],
    ["b", b],
  ])) {
    assert.equal(await page.keeper.isSourceIntact(id), true);
    assert.equal(page.sources.get(id), own);
  }
  locks.release();
});

test("a cutout whose file is gone in the same visit is made again; without its photo it fails with the reason", async () => {
  const home = device();
  const page = tab(home);
  page.add("a", "b", "c");
  for (const id of ["a", "b", "c"]) page.finish(id);
  await settle();
  for (const id of ["a", "b"]) lose(present(page.keeper.results.get(id)).cutout);
  page.sources.delete("b");
  const checks = ["a", "a", "b", "c"].map((id) => page.keeper.results.check(id));
  assert.deepEqual(await Promise.all(checks), [false, false, false, true]);
  const states = page.state().items.map(({ status, error }) => [status, error?.code ?? null]);
  assert.deepEqual(
    states.map(([status]) => status),
    ["processing", "failed", "done"],
  );
  page.finish("a");
  await settle();
  assert.equal(await page.keeper.results.check("a"), true);
  assert.equal(await page.keeper.results.get("a")?.cutout.text(), await cutout("a").text());
  assert.deepEqual((await names(home, "results")).map((name) => name[0]).sort(), ["a", "c"]);
  locks.release();
});

test("a file that gives no answer in time is not called unreadable", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const asleep = new Blob(["x"]);
  asleep.slice = () => Object.assign(new Blob([]), { arrayBuffer: () => new Promise(() => {}) });
  const answer = canBeRead(asleep);
  context.mock.timers.tick(2000);
  assert.equal(await answer, true);
  assert.equal(await canBeRead(new Blob([])), true);
  const lost = new Blob(["x"]);
  lose(lost);
  assert.equal(await canBeRead(lost), false);
});
