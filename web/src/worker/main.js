// The job worker: loads Python, and ONNX Runtime where the network is to run, runs one job, answers once. The page terminates
// it afterwards. It never decides what runs next and never sees another file.

import { holdLifeline } from "../lib/lifeline.js";
import { failureOf } from "../shared/errors.js";
import { assertNever } from "../shared/protocol.js";
import { createCodecs } from "./codecs/index.js";
import { compileModule, useModules } from "./compiled-modules.js";
import { JobError, toFailure } from "./job-error.js";
import { noNetwork, startNetwork } from "./job-network.js";
import { namedAs } from "./named-as.js";
import { photoLimits } from "./photo-limits.js";
import { startPython } from "./python.js";
import { packSnapshot, readSnapshot } from "./snapshot.js";
import { createStartNews } from "./start-news.js";

/** @import { Units } from "../shared/config.js" */
/** @import { PageMessage, PrepareMessage, RunMessage, StartKit, WorkerMessage } from "../shared/protocol.js" */
/** @import { Stage } from "../shared/stages.js" */
/** @import { Codecs } from "./codecs/index.js" */
/** @import { Network } from "./job-network.js" */
/** @import { Python, PythonJob } from "./python.js" */

/** @typedef {{ python: Python, codecs: Codecs, network: Network | null }} Prepared network: null for a "finish" */

/** @type {Promise<Prepared> | null} */
let preparing = null;

/** @type {Stage} */
let stage = "start";

self.addEventListener("message", (event) => {
  const message = /** @type {MessageEvent<PageMessage>} */ (event).data;
  handle(message).catch(fail);
});

// A message that cannot be read has no answer, and the page would wait for one until the stage's limit.
self.addEventListener("messageerror", () => {
  fail(new JobError(failureOf("worker-crashed", { case: "unreadable" }, "messageerror in the worker"), stage));
});

// An error outside every promise chain would otherwise reach the page without its reason.
self.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  fail(event.reason);
});

/** @param {unknown} error */
function fail(error) {
  post(toFailure(error, stage));
}

/** @param {PageMessage} message */
async function handle(message) {
  switch (message.type) {
    case "prepare":
      preparing = prepare(message);
      await preparing;
      return;
    case "run":
      if (preparing === null) {
        throw new JobError(failureOf("internal-error", {}, "asked to run before it was prepared"), "start");
      }
      await run(await preparing, message);
      return;
    default:
      assertNever(message);
  }
}

/**
 * @param {PrepareMessage} message
 * @returns {Promise<Prepared>}
 */
async function prepare(message) {
  post({ type: "progress", stage, fraction: null });
  holdLifeline(message.lifeline).then((isHeld) => isHeld && post({ type: "alive" }));
  const units = absolute(message.units);
  const modules = /** @type {Record<string, WebAssembly.Module>} */ (message.kit?.modules ?? {});
  const known = Object.keys(modules).length;
  useModules(modules);
  const news = createStartNews(post);
  const snapshot = await readSnapshot(message.kit);
  if (snapshot !== null) news.snapshotUsed();
  const read = { bytes: readBytes, module: compileModule };
  const startingPython = startPython(units, { snapshot, read });
  startingPython.then(news.pythonRuns, () => {});
  const codecs = createCodecs(units, read);
  if (message.isAhead && message.network?.plan.provider === "wasm") {
    // One after the other, so that it takes one core, and the photo in work has another to itself.
    await startingPython;
  }
  const limitSeconds = message.network?.plan.limitSeconds ?? null;
  const on = {
    begin: news.networkBegins,
    passed: (/** @type {string} */ look) => passed(look, limitSeconds),
    lost: fail,
  };
  const [python, network] = await Promise.all([
    startingPython,
    message.network && startNetwork(units, message.network, on, modules),
    codecs.prepare(),
  ]);
  if (Object.keys(modules).length > known || python.snapshot !== null) {
    offerKit({ modules, ...(await packSnapshot(python.snapshot)) });
  }
  post({ type: "ready", provider: network?.facts.provider ?? null, threads: network?.facts.threads ?? null });
  return { python, network, codecs };
}

/**
 * The network has passed a self-check: the page notes it, and what comes next has its whole time.
 *
 * @param {string} look
 * @param {number | null} limitSeconds
 */
function passed(look, limitSeconds) {
  post({ type: "passed", look });
  if (stage !== "start") post({ type: "progress", stage, fraction: null, limitSeconds });
}

/**
 * @param {Prepared} prepared
 * @param {RunMessage} message
 */
async function run({ python, network, codecs }, message) {
  const { file, options } = message;
  stage = "decode";
  post({ type: "progress", stage, fraction: null });
  const { infer, failure, end } = network ?? noNetwork();
  let look = 0;
  const outcome = await python.run({
    work: message.work === "cut" ? cutBy(network) : { work: "finish", matte: await readMatte(message.matte) },
    source: await readSource(file),
    options,
    limits: photoLimits(),
    infer(tensor, shape) {
      look += 1;
      post({ type: "progress", stage, fraction: null, look, limitSeconds: network?.limitSeconds ?? null });
      return infer(tensor, shape);
    },
    report(next, fraction) {
      stage = next;
      post({ type: "progress", stage, fraction });
    },
    found(files, looks, chosen) {
      end();
      if (network !== null) {
        const mattes = files.map((file) => new Blob([file], { type: "image/png" }));
        post({ type: "matte", mattes, facts: { ...network.facts, looks, chosen, asked: options.looks } });
      }
    },
    codecs,
  });
  if (!outcome.ok) {
    throw failure() ?? codecs.failure() ?? new JobError(outcome, outcome.stage);
  }
  const { files, result } = outcome;
  post({
    type: "done",
    files: {
      cutout: new Blob([files.cutout], { type: result.media_type }),
      thumbnail: new Blob([files.thumbnail], { type: "image/png" }),
      original: files.original.length === 0 ? null : new Blob([files.original], { type: "image/jpeg" }),
    },
    result: {
      ...result,
      details: { ...result.details, ...namedAs(file.name, result.details) },
      timings: { start: python.startSeconds, ...network?.timings, ...result.timings },
    },
  });
}

/**
 * @param {Network | null} network
 * @returns {PythonJob["work"]}
 */
function cutBy(network) {
  if (network === null) {
    throw new JobError(failureOf("internal-error", {}, "asked for the network that it was prepared without"), "start");
  }
  return { work: "cut", spec: network.spec, version: network.facts.version };
}

/**
 * @param {File} file
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
async function readSource(file) {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    throw new JobError(failureOf("file-unreadable", {}, String(error)), "decode");
  }
}

/**
 * @param {Blob} matte
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
async function readMatte(matte) {
  try {
    return new Uint8Array(await matte.arrayBuffer());
  } catch (error) {
    throw new JobError(failureOf("matte-damaged", {}, String(error)), "decode");
  }
}

/** @param {StartKit} kit */
function offerKit(kit) {
  try {
    post({ type: "kit", kit });
  } catch {
    // A browser that cannot hand compiled modules over: every worker starts the long way.
  }
}

/** @param {string} address */
async function readBytes(address) {
  const response = await fetch(address);
  if (!response.ok) {
    throw new Error(`${address}: the server answered ${response.status}`);
  }
  return response.arrayBuffer();
}

/**
 * Pyodide and ONNX Runtime want full addresses.
 *
 * @param {Units} units
 */
function absolute(units) {
  const entries = Object.entries(units).map(([name, path]) => [name, new URL(path, self.location.origin).href]);
  return /** @type {Units} */ (Object.fromEntries(entries));
}

/** @param {WorkerMessage} message */
function post(message) {
  self.postMessage(message);
}
