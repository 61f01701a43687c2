// The ZIP as the page reads it: a stream whose portions are made in a worker. The worker is loaded once a visit, before
// anybody wants a ZIP: a server that was built anew meanwhile no longer has it. One that dies or falls silent is replaced.

import { createTimeLimit, SilenceError } from "../lib/time-limit.js";

/** @import { TimeLimit } from "../lib/time-limit.js" */
/** @import { ZipEntry } from "../lib/zip.js" */
/** @import { PageZipMessage, PortMessage, ZipWorkerMessage } from "../shared/zip-protocol.js" */

/** @typedef {{ stream: ReadableStream<Uint8Array<ArrayBuffer>>, length: number }} OpenedZip */
/** @typedef {(entries: readonly ZipEntry[]) => Promise<OpenedZip>} OpenZip rejects where the worker cannot start */
/** @typedef {{ worker: Worker, onEnd: Set<(error: Error) => void> }} Loaded onEnd: of the ZIPs in work */

/** A portion is read from this device; a disk that sleeps wakes up in less. */
const ANSWER_LIMIT_MS = 60_000;

/**
 * @param {object} parts
 * @param {() => Worker} parts.createWorker
 * @param {string} parts.clientZipUrl
 * @param {TimeLimit} [parts.limit]
 * @returns {{ prepare: () => void, open: OpenZip }} prepare: load what the first ZIP will need
 */
export function createZipOpener({ createWorker, clientZipUrl, limit = createTimeLimit() }) {
  /** @type {Loaded | null} */
  let loaded = null;

  /** @param {Loaded} which @param {Error} error */
  function end(which, error) {
    which.worker.terminate();
    if (loaded === which) loaded = null;
    for (const tell of which.onEnd) tell(error);
  }

  function load() {
    if (loaded !== null) return loaded;
    /** @type {Loaded} */
    const made = { worker: createWorker(), onEnd: new Set() };
    made.worker.addEventListener("error", (event) => {
      event.preventDefault();
      end(made, new Error(event.message || "The part that builds ZIP files could not be loaded from the server."));
    });
    send(made.worker, { type: "prepare", clientZipUrl });
    loaded = made;
    return made;
  }

  /**
   * @param {Loaded} from
   * @param {readonly ZipEntry[]} entries
   * @returns {Promise<OpenedZip>}
   */
  async function openIn(from, entries) {
    const { port1: port, port2 } = new MessageChannel();
    /** @type {(error: Error) => void} */
    let fail = () => {};
    const onEnd = (/** @type {Error} */ error) => fail(error);
    from.onEnd.add(onEnd);
    const close = () => {
      from.onEnd.delete(onEnd);
      port.postMessage(/** @type {PortMessage} */ ({ type: "stop" }));
      port.close();
    };
    /** @param {() => void} question @returns {Promise<ZipWorkerMessage>} */
    async function ask(question) {
      /** @type {Promise<ZipWorkerMessage>} */
      const answer = new Promise((resolve, reject) => {
        fail = reject;
        port.onmessage = ({ data }) => (data.type === "failed" ? reject(new Error(data.message)) : resolve(data));
        question();
      });
      try {
        return await limit(answer, ANSWER_LIMIT_MS, "The part that builds ZIP files");
      } catch (error) {
        close();
        if (error instanceof SilenceError) end(from, error);
        throw error;
      }
    }
    const answer = await ask(() => send(from.worker, { type: "start", clientZipUrl, entries, port: port2 }, [port2]));
    if (answer.type !== "length") throw new Error("The ZIP worker gave an answer that makes no sense.");
    return { length: answer.bytes, stream: streamFrom(() => ask(() => port.postMessage({ type: "next" })), close) };
  }

  return {
    prepare: () => void load(),
    async open(entries) {
      const isNew = loaded === null;
      const first = load();
      try {
        return await openIn(first, entries);
      } catch (error) {
        end(first, new Error("The part that builds ZIP files had to be started anew."));
        // One that was loaded long ago may have been ended by the browser since; a new one has just had its chance.
        if (isNew) throw error;
        return openIn(load(), entries);
      }
    },
  };
}

/**
 * @param {Worker} worker
 * @param {PageZipMessage} message
 * @param {Transferable[]} [transfer]
 */
function send(worker, message, transfer = []) {
  worker.postMessage(message, transfer);
}

/**
 * @param {() => Promise<ZipWorkerMessage>} next
 * @param {() => void} close
 * @returns {ReadableStream<Uint8Array<ArrayBuffer>>}
 */
function streamFrom(next, close) {
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const answer = await next();
          if (answer.type === "portion") return controller.enqueue(answer.bytes);
          controller.close();
        } catch (error) {
          controller.error(error);
        }
        close();
      },
      cancel: close,
    },
    { highWaterMark: 1 },
  );
}

/** @param {string} appUrl */
export function createZipWorker(appUrl) {
  return new Worker(`${appUrl}zip-worker/main.js`, { type: "module", name: "cutroom-zip" });
}
