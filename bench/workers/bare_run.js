// A worker that does nothing but run the network: one session, then warm runs on the same input. What a photo costs beyond
// this is what the application adds. Not part of the application: `bench/bare_run.py` serves it to the page.

self.addEventListener("message", async ({ data: { ort: folder, model, threads, runs } }) => {
  const ort = await import(`${folder}ort.wasm.min.mjs`);
  const binary = `${folder}ort-wasm-simd-threaded`;
  ort.env.wasm.wasmPaths = { mjs: `${binary}.mjs`, wasm: `${binary}.wasm` };
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = "error";
  const [graph, weights] = await Promise.all([bytes(model.graph), model.weights && bytes(model.weights)]);
  const started = performance.now();
  const session = await ort.InferenceSession.create(graph, {
    executionProviders: [{ name: "wasm" }],
    ...(weights && { externalData: [{ path: "model.weights", data: weights }] }),
  });
  const sessionSeconds = (performance.now() - started) / 1000;
  const side = model.side;
  const input = new ort.Tensor("float32", new Float32Array(3 * side * side), [1, 3, side, side]);
  const seconds = [];
  for (let run = 0; run <= runs; run += 1) {
    const before = performance.now();
    await session.run({ [model.input]: input }, [model.output]);
    seconds.push((performance.now() - before) / 1000);
  }
  // The first run also allocates; it is not a warm one.
  self.postMessage({ session: sessionSeconds, first: seconds[0], warm: seconds.slice(1) });
});

async function bytes(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
