// A thread with the real `cutout` in the real Pyodide and the real codecs: files in, outcomes out. It judges nothing.

import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { createCodecs } from "../../web/src/worker/codecs/index.js";
import { startPython } from "../../web/src/worker/python.js";
import { builtUnits, fromDisk } from "./built.js";
import { SPEC } from "./tiny-model.js";

const port = parentPort;
const units = builtUnits();
const python = await startPython(units, { snapshot: null, read: fromDisk });
let started = "start";

port?.on("message", async (/** @type {string} */ path) => {
  const codecs = createCodecs(units, fromDisk);
  const outcome = await python.run({
    work: { work: "cut", spec: SPEC, version: "1" },
    source: new Uint8Array(readFileSync(path)),
    options: workerData.options,
    limits: { max_pixels: 100_000_000 },
    infer: async () => ({ data: new Float32Array(32 * 32).fill(1), dims: [1, 1, 32, 32] }),
    report: (stage) => {
      started = stage;
    },
    found: () => {},
    codecs,
  });
  const failure = codecs.failure();
  port.postMessage(
    outcome.ok
      ? { size: `${outcome.result.width}x${outcome.result.height}`, ...outcome.result }
      : { code: failure?.code ?? outcome.code, stage: started, found: outcome.found, detail: outcome.detail },
  );
});
port?.postMessage("ready");
