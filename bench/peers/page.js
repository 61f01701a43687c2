// Runs one peer over the chosen photos, one after the other, and keeps the seconds. What a peer is called with is in
// imgly.js and transformers.js: each exports `prepare(threads)`, which resolves to a function from a File to a PNG Blob.

const WARM_UP_SIDE = 256;
const SAMPLE_SIDE = 128;

let cutOut;

window.peer = {
  /** Load library, runtime and weights, then run once on a small drawing; returns the seconds of both. */
  async prepare(name, threads) {
    if (!crossOriginIsolated) throw new Error("no threads: the page is not isolated");
    const started = performance.now();
    const { prepare } = await import(`/${name}.js`);
    cutOut = await prepare(threads);
    const loaded = performance.now();
    await cutOut(await drawing());
    return { load: (loaded - started) / 1000, warm_up: (performance.now() - loaded) / 1000 };
  },

  /** Cut out every chosen photo; a result is looked at and let go, as if it had been downloaded. */
  async run() {
    const photos = [];
    for (const file of document.querySelector("input").files) {
      const started = performance.now();
      const png = await cutOut(file);
      const seconds = (performance.now() - started) / 1000;
      photos.push({ name: file.name, seconds, type: png.type, bytes: png.size, ...(await described(png)) });
    }
    return photos;
  },
};

/** Size and mean opacity (0 to 1): peers with the same weights have to agree in it, or one was fed wrongly. */
async function described(png) {
  const bitmap = await createImageBitmap(png);
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(SAMPLE_SIDE, SAMPLE_SIDE).getContext("2d");
  context.drawImage(bitmap, 0, 0, SAMPLE_SIDE, SAMPLE_SIDE);
  bitmap.close();
  const { data } = context.getImageData(0, 0, SAMPLE_SIDE, SAMPLE_SIDE);
  let sum = 0;
  for (let at = 3; at < data.length; at += 4) sum += data[at];
  return { width, height, opacity: sum / 255 / SAMPLE_SIDE ** 2 };
}

async function drawing() {
  const canvas = new OffscreenCanvas(WARM_UP_SIDE, WARM_UP_SIDE);
  const context = canvas.getContext("2d");
  context.fillStyle = "white";
  context.fillRect(0, 0, WARM_UP_SIDE, WARM_UP_SIDE);
  context.fillStyle = "black";
  context.fillRect(WARM_UP_SIDE / 4, WARM_UP_SIDE / 4, WARM_UP_SIDE / 2, WARM_UP_SIDE / 2);
  return await canvas.convertToBlob({ type: "image/jpeg" });
}
