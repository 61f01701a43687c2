// Builds ZIPs off the page's thread: reads the files, computes their checksums, hands the page one portion at a time. It
// writes nothing. Once it is prepared it asks the server for nothing more.

import { streamZip, zipLength } from "../lib/zip.js";

/** @import { ClientZip } from "../lib/zip.js" */
/** @import { PageZipMessage, PortMessage, StartMessage, ZipWorkerMessage } from "../shared/zip-protocol.js" */

/** @type {Promise<ClientZip> | null} */
let library = null;

/** @param {string} url */
function load(url) {
  library ??= import(url).catch(() => {
    library = null;
    throw new Error("The part that builds ZIP files could not be loaded from the server.");
  });
  return library;
}

/** @param {StartMessage} message */
function start({ clientZipUrl, entries, port }) {
  /** @type {ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | null} */
  let reader = null;
  /** @param {ZipWorkerMessage} message @param {Transferable[]} [transfer] */
  const send = (message, transfer = []) => port.postMessage(message, { transfer });
  /** @param {() => Promise<void>} act */
  async function answer(act) {
    try {
      await act();
    } catch (error) {
      send({ type: "failed", message: error instanceof Error ? error.message : String(error) });
    }
  }

  async function open() {
    const { downloadZip, predictLength } = await load(clientZipUrl);
    reader = streamZip(downloadZip, entries).getReader();
    send({ type: "length", bytes: zipLength(predictLength, entries) });
  }

  async function next() {
    const step = await reader?.read().catch(() => {
      // What the browser says of it helps nobody: the page looks which one it was.
      throw new Error("A cutout could not be read from this device.");
    });
    if (step?.value === undefined) send({ type: "end" });
    else send({ type: "portion", bytes: step.value }, [step.value.buffer]);
  }

  port.onmessage = ({ data }) => {
    if (/** @type {PortMessage} */ (data).type === "next") return void answer(next);
    // The files are let go of: their owner may want to remove them.
    port.close();
    reader?.cancel().catch(() => {});
  };
  void answer(open);
}

self.addEventListener("message", (/** @type {MessageEvent<PageZipMessage>} */ { data }) => {
  if (data.type === "start") start(data);
  // Why it could not be loaded is said to the first ZIP, which tries again.
  else load(data.clientZipUrl).catch(() => {});
});
