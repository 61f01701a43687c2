// A worker that creates one session and runs it once, and says after each step how large the WebAssembly heap has become.
// Not part of the application: `bench/networks/browser_run.py` serves it. The heap never shrinks, so the last size is the peak.

const RUNTIMES = {
  wasm: ["ort.wasm.min.mjs", "ort-wasm-simd-threaded"],
  webgpu: ["ort.webgpu.min.mjs", "ort-wasm-simd-threaded.asyncify"],
};
const PLACEMENT = /placed on \[(\w+)\]. Number of nodes: (\d+)/;
const PLACED_NODE = /VerifyEachNodeIsAssignedToAnEp\]\s+(\w+) \(/;

const memories = [];
WebAssembly.Memory = class extends WebAssembly.Memory {
  constructor(description) {
    super(description);
    memories.push(this);
  }
};
const heap = () => memories.reduce((total, memory) => total + memory.buffer.byteLength, 0);

/** Keeps what the runtime says of where nodes run, and drops the thousands of other lines. */
const placed = {};
/** @type {Record<string, number>} operators that the runtime put on the processor although there is a GPU */
const onProcessor = {};
let listing = "";
for (const level of ["log", "debug", "info", "warn", "error"]) {
  console[level] = (...words) => {
    const line = words.join(" ");
    const [, provider, count] = PLACEMENT.exec(line) ?? [];
    if (provider) {
      listing = provider;
      placed[provider] = Number(count);
      return;
    }
    const kind = listing === "CPUExecutionProvider" ? PLACED_NODE.exec(line)?.[1] : undefined;
    if (kind) onProcessor[kind] = (onProcessor[kind] ?? 0) + 1;
  };
}

self.addEventListener("message", async ({ data: { ort: folder, provider, threads, graph, weights, input, side } }) => {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const say = (step, more) => self.postMessage({ step, at: seconds(), heap: heap(), placed, onProcessor, ...more });
  let step = "load";
  try {
    const [entry, binary] = RUNTIMES[provider];
    const ort = await import(`${folder}/${entry}`);
    ort.env.wasm.wasmPaths = { mjs: `${folder}/${binary}.mjs`, wasm: `${folder}/${binary}.wasm` };
    ort.env.wasm.numThreads = threads;
    const model = await bytes(graph);
    const data = weights && (await bytes(weights));
    say(step);
    step = "session";
    const session = await ort.InferenceSession.create(model, {
      executionProviders: [{ name: provider }],
      // As in the application.
      ...(provider === "wasm"
        ? { graphOptimizationLevel: "disabled", executionMode: "parallel" }
        : { graphOptimizationLevel: "all" }),
      ...(provider === "webgpu" && { logSeverityLevel: 0 }),
      ...(data && { externalData: [{ path: "model.weights", data }] }),
    });
    say(step);
    step = "run";
    const values = new Float32Array(3 * side * side);
    for (let at = 0; at < values.length; at += 1) values[at] = Math.sin(at * 0.37) * Math.cos(at * 0.0011);
    const outputs = await session.run({ [input]: new ort.Tensor("float32", values, [1, 3, side, side]) });
    const [output] = Object.values(outputs);
    say(step, { output: summary(await output.getData()) });
  } catch (error) {
    say("failed", { during: step, message: String(error?.message ?? error) });
  }
});

/** Enough of the output to compare it: every so many-th value. */
function summary(data) {
  const step = Math.max(1, Math.floor(data.length / 4096));
  return Array.from({ length: Math.floor(data.length / step) }, (_, at) => data[at * step]);
}

async function bytes(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
