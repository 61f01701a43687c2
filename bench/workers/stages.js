// The pipeline in the real Pyodide under Node, one run for every line read: {"source", "output", "spec", "result"} in,
// the timings of its stages out. The network's answer is read from a file. Started by bench/stages.py.

import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { builtUnits, fromDisk } from "../../tests/pyodide/built.js";
import { DEFAULT_OPTIONS } from "../../web/src/shared/options.js";
import { createCodecs } from "../../web/src/worker/codecs/index.js";
import { startPython } from "../../web/src/worker/python.js";

const units = builtUnits();
const python = await startPython(units, { snapshot: null, read: fromDisk });
const say = (/** @type {object} */ message) => process.stdout.write(`${JSON.stringify(message)}\n`);
say({ ready: true });

for await (const line of createInterface({ input: process.stdin })) {
  const { source, output, spec, result } = JSON.parse(line);
  const bytes = readFileSync(output);
  const data = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const outcome = await python.run({
    source: new Uint8Array(readFileSync(source)),
    work: { work: "cut", spec, version: "bench" },
    options: DEFAULT_OPTIONS,
    limits: { max_pixels: 100_000_000 },
    infer: async (_tensor, [, , height, width]) => ({ data, dims: [1, 1, height, width] }),
    report: () => {},
    found: () => {},
    codecs: createCodecs(units, fromDisk),
  });
  if (!outcome.ok) {
    say({ error: `${outcome.stage}: ${outcome.message} ${outcome.detail}` });
    break;
  }
  writeFileSync(result, outcome.files.cutout);
  say({ timings: outcome.result.timings, bytes: outcome.result.bytes });
}
