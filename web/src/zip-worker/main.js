// Builds a ZIP off the page's thread: reads the files, computes their checksums, hands the page one portion at a time. It
// writes nothing.

import { streamZip, zipLength } from "../lib/zip.js";

/** @import { ClientZip } from "../lib/zip.js" */
/** @import { PageZipMessage, StartMessage, ZipWorkerMessage } from "../shared/zip-protocol.js" */

/** @type {ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | null} */
let reader = null;

/** @param {ZipWorkerMessage} message @param {Transferable[]} [transfer] */
const send = (message, transfer = []) => self.postMessage(message, { transfer });

/** @param {StartMessage} message */
async function start({ clientZipUrl, entries }) {
  /** @type {ClientZip} */
  const { downloadZip, predictLength } = await import(clientZipUrl).catch(() => {
    throw new Error("The part that builds ZIP files could not be loaded from the server.");
  });
  reader = streamZip(downloadZip, entries).getReader();
  send({ type: "length", bytes: zipLength(predictLength, entries) });
}

async function next() {
  const step = await reader?.read();
  if (step?.value === undefined) send({ type: "end" });
  else send({ type: "portion", bytes: step.value }, [step.value.buffer]);
}

self.addEventListener("message", async (/** @type {MessageEvent<PageZipMessage>} */ { data }) => {
  try {
    await (data.type === "start" ? start(data) : next());
  } catch (error) {
    send({ type: "failed", message: error instanceof Error ? error.message : String(error) });
  }
});
