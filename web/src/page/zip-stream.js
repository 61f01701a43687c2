// The ZIP as the page reads it: a stream whose portions are made in a worker of its own. The worker ends with the stream,
// however that ends.

/** @import { ZipEntry } from "../lib/zip.js" */
/** @import { PageZipMessage, ZipWorkerMessage } from "../shared/zip-protocol.js" */

/** @typedef {{ stream: ReadableStream<Uint8Array<ArrayBuffer>>, length: number }} OpenedZip */
/** @typedef {(entries: readonly ZipEntry[]) => Promise<OpenedZip>} OpenZip rejects where the worker cannot start */

/**
 * @param {object} parts
 * @param {() => Worker} parts.createWorker
 * @param {string} parts.clientZipUrl
 * @returns {OpenZip}
 */
export function createZipOpener({ createWorker, clientZipUrl }) {
  return async (entries) => {
    const worker = createWorker();
    /** @param {PageZipMessage} message @returns {Promise<ZipWorkerMessage>} */
    const ask = (message) =>
      new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => (data.type === "failed" ? reject(new Error(data.message)) : resolve(data));
        worker.onerror = (event) => {
          event.preventDefault();
          reject(new Error(event.message || "The part that builds ZIP files could not be loaded from the server."));
        };
        worker.postMessage(message);
      });
    try {
      const answer = await ask({ type: "start", clientZipUrl, entries });
      if (answer.type !== "length") throw new Error("The ZIP worker gave an answer that makes no sense.");
      return { length: answer.bytes, stream: streamFrom(ask, () => worker.terminate()) };
    } catch (error) {
      worker.terminate();
      throw error;
    }
  };
}

/**
 * @param {(message: PageZipMessage) => Promise<ZipWorkerMessage>} ask
 * @param {() => void} end
 * @returns {ReadableStream<Uint8Array<ArrayBuffer>>}
 */
function streamFrom(ask, end) {
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const answer = await ask({ type: "next" });
          if (answer.type === "portion") return controller.enqueue(answer.bytes);
          controller.close();
        } catch (error) {
          controller.error(error);
        }
        end();
      },
      cancel: end,
    },
    { highWaterMark: 1 },
  );
}

/** @param {string} appUrl */
export function createZipWorker(appUrl) {
  return new Worker(`${appUrl}zip-worker/main.js`, { type: "module", name: "cutroom-zip" });
}
