// Stands in for the job worker where a test is about the page alone: it says what the real one says, without Python and
// without a network, and cuts a green screen out with a canvas. It proves nothing about the real worker
// (web/src/worker/main.js, whose place it takes in the build of stub_site.py); tests/web/stub-worker.test.js proves that
// the page believes it.

import { holdLifeline } from "../web/src/lib/lifeline.js";
import { modelVersion } from "../web/src/shared/model-version.js";
import { EXPORT_FORMATS } from "../web/src/shared/option-table.js";
import { assertNever } from "../web/src/shared/protocol.js";
import { STAGES } from "../web/src/shared/stages.js";

/** @import { DoneMessage, PageMessage, PrepareMessage, RunMessage, WorkerMessage } from "../web/src/shared/protocol.js" */
/** @import { Stage } from "../web/src/shared/stages.js" */
/** @import { LookFacts, NetworkFacts } from "../web/src/shared/work.js" */

const OWN_STAGES = STAGES.filter(({ owner }) => owner === "python").map(({ name }) => name);
/** What a "finish" leaves out. @type {readonly Stage[]} */
const CUT_ONLY = ["prepare", "inference"];
/** As if each network had two. */
const LOOKS = ["square 64", "aspect 64"];
/** Long enough to be seen and short enough to be cheap. */
const STAGE_MS = 5;
/** A test that has this lock keeps every job in its last stage. */
const HOLD = "cutroom-stub-hold";
/** As in cutout/thumbnail.py. */
const THUMBNAIL_SIDE = 256;
const MATTE_SIDE = 64;

/** @type {Stage} */
let stage = "start";
/** Of the network that it was prepared with. @type {NetworkFacts | null} */
let facts = null;

self.addEventListener("message", async (event) => {
  const message = /** @type {MessageEvent<PageMessage>} */ (event).data;
  try {
    switch (message.type) {
      case "prepare":
        await prepare(message);
        break;
      case "run":
        post(await run(message));
        break;
      default:
        assertNever(message);
    }
  } catch (error) {
    const found = { case: "undecodable", format: "photo" };
    post({ type: "failed", code: "decode-failed", stage, found, detail: String(error) });
  }
});

/** @param {PrepareMessage} message */
async function prepare({ lifeline, network }) {
  stage = "start";
  post({ type: "progress", stage, fraction: null });
  if (await holdLifeline(lifeline)) post({ type: "alive" });
  post({ type: "python" });
  facts = null;
  if (network !== null) {
    const { model, plan } = network;
    const threads = plan.provider === "wasm" ? plan.threads : null;
    facts = {
      model: model.entry.id,
      version: modelVersion(model.entry),
      provider: plan.provider,
      threads,
      details: {},
    };
  }
  post({ type: "ready", provider: facts?.provider ?? null, threads: facts?.threads ?? null });
}

/**
 * @param {RunMessage} message
 * @returns {Promise<DoneMessage>}
 */
async function run({ file, options: { format, looks: asked }, ...task }) {
  /** @type {Record<string, number>} */
  const timings = { start: 0 };
  for (stage of OWN_STAGES) {
    if (task.work === "finish" && CUT_ONLY.includes(stage)) continue;
    post({ type: "progress", stage, fraction: null });
    await new Promise((resolve) => setTimeout(resolve, STAGE_MS));
    timings[stage] = STAGE_MS / 1000;
  }
  await navigator.locks?.request(HOLD, { mode: "shared" }, () => {});
  const photo = await createImageBitmap(file);
  const all = looksNamed(file.name);
  const count = asked === "all" || (asked === "automatic" && all[0]?.reasons.length !== 0) ? all.length : 1;
  const looks = task.work === "cut" ? all.slice(0, count) : [];
  if (facts !== null) {
    const mattes = await Promise.all(looks.map((_, index) => matteOf(photo, index)));
    post({ type: "matte", mattes, facts: { ...facts, looks, chosen: 0, asked } });
  }
  const made = task.work === "finish" ? await lookOf(task.matte) : 0;
  const { doubt = 0, reasons = [] } = all[made] ?? {};
  const { width, height } = photo;
  const { extension, media_type } = EXPORT_FORMATS[format];
  const scale = Math.min(1, THUMBNAIL_SIDE / Math.max(width, height));
  const [cutout, thumbnail] = await Promise.all([
    cutOut(photo, 1, media_type, made),
    cutOut(photo, scale, "image/png", made),
  ]);
  const details = { source_width: width, source_height: height, source_bytes: file.size };
  const result = {
    bytes: cutout.size,
    width,
    height,
    extension,
    media_type,
    facts: { doubt, reasons },
    details,
    timings,
    looks: looks.map(({ look }) => ({ look, seconds: STAGE_MS / 1000 })),
  };
  return { type: "done", files: { cutout, thumbnail, original: null }, result };
}

/**
 * @param {ImageBitmap} photo
 * @param {number} scale
 * @param {string} mediaType a PNG under that name where the browser writes no such files
 * @param {number} look whose answer it is made from
 */
async function cutOut(photo, scale, mediaType, look) {
  const width = Math.max(1, Math.round(photo.width * scale));
  const height = Math.max(1, Math.round(photo.height * scale));
  return drawn(photo, width, height, mediaType, look, (pixel, alpha) => {
    pixel[3] = alpha;
  });
}

/** Grey, in the size of a network's; behind the picture is which look's it is. @param {ImageBitmap} photo @param {number} look */
async function matteOf(photo, look) {
  const png = await drawn(photo, MATTE_SIDE, MATTE_SIDE, "image/png", look, (pixel, alpha) => pixel.fill(alpha, 0, 3));
  return new Blob([png, String(look)], { type: "image/png" });
}

/** @param {Blob} matte that `matteOf` made */
async function lookOf(matte) {
  return Number(await matte.slice(-1).text()) || 0;
}

/**
 * What a photo's name says of it: "62 soft pieces.png" has a doubt of 0.62 and two reasons to check it. Its second look is surer.
 *
 * @param {string} name
 * @returns {LookFacts[]}
 */
function looksNamed(name) {
  const [, percent = "0", words = ""] = /^(\d+)((?: [a-z]+)*)\./.exec(name) ?? [];
  const doubt = Number(percent) / 100;
  return LOOKS.map((look, index) =>
    index === 0 ? { look, doubt, reasons: words.split(" ").filter(Boolean) } : { look, doubt: doubt / 2, reasons: [] },
  );
}

/**
 * @param {ImageBitmap} photo
 * @param {number} width
 * @param {number} height
 * @param {string} mediaType
 * @param {number} look the second one leaves out the photo's left half
 * @param {(pixel: Uint8ClampedArray, alpha: number) => void} put what a pixel becomes, of its red, green, blue and opacity
 */
async function drawn(photo, width, height, mediaType, look, put) {
  const canvas = new OffscreenCanvas(width, height);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.drawImage(photo, 0, 0, width, height);
  const picture = context.getImageData(0, 0, width, height);
  for (let at = 0; at < picture.data.length; at += 4) {
    const pixel = picture.data.subarray(at, at + 4);
    const [red = 0, green = 0, blue = 0] = pixel;
    // As the network of chroma_key.py: clear where it is greener than grey.
    const alpha = 255 - 3 * (green - (red + blue) / 2);
    put(pixel, look === 1 && (at / 4) % width < width / 2 ? 0 : alpha);
  }
  context.putImageData(picture, 0, 0);
  const blob = await canvas.convertToBlob({ type: mediaType });
  return new Blob([blob], { type: mediaType });
}

/** @param {WorkerMessage} message */
function post(message) {
  self.postMessage(message);
}
