// When a file's name is remarked on: only where its extension promises another format than the content.

import assert from "node:assert/strict";
import { test } from "node:test";
import { namedAs } from "../../web/src/worker/named-as.js";
import { photoLimits } from "../../web/src/worker/photo-limits.js";

for (const [name, found, expected] of [
  ["photo.png", "JPEG", ".png"],
  ["shoot.v2/Photo.PNG", "JPEG", ".png"],
  ["photo.jpg", "HEIC", ".jpg"],
  ["scan.tiff", "PNG", ".tiff"],
  ["notes.txt", "PNG", ".txt"],
  ["scan.PDF", "PNG", ".pdf"],
  ["photo.webp", "AVIF", ".webp"],
  ["photo.heic", "AVIF", ".heic"],
]) {
  test(`${name} that holds ${found} is remarked on`, () => {
    assert.deepEqual(namedAs(String(name), { source_format: String(found) }), { named_as: expected });
  });
}

for (const [name, found] of [
  ["photo.jpeg", "JPEG"],
  ["photo.JPG", "JPEG"],
  ["stereo.mpo", "JPEG"],
  ["IMG_0001.HEIC", "HEIC"],
  ["DSC01.hif", "HEIC"],
  ["photo.heif", "AVIF"],
  ["photo", "PNG"],
  ["png", "JPEG"],
  ["photo.download", "WebP"],
  ["photo.", "PNG"],
]) {
  test(`${name} that holds ${found} is not`, () => {
    assert.deepEqual(namedAs(String(name), { source_format: String(found) }), {});
  });
}

test("a device that says it has little memory decodes half as many pixels", () => {
  assert.deepEqual(photoLimits({ deviceMemory: 4 }), { max_pixels: 50_000_000 });
  assert.deepEqual(photoLimits({ deviceMemory: 8 }), { max_pixels: 100_000_000 });
  assert.deepEqual(photoLimits({}), { max_pixels: 100_000_000 });
});
