// Hands finished cutouts to the browser's download, one by one or as a ZIP, and remembers which were handed over. Nothing
// is sent anywhere: the files are made from blobs this page already holds.

import { zipBlob } from "../lib/zip.js";
import { zipNames } from "../lib/zip-names.js";
import { saveFile } from "./saved-file.js";

/** @import { DownloadZip } from "../lib/zip.js" */
/** @import { Item } from "../queue/item.js" */

/**
 * @param {{
 *   results: { get: (id: string) => { cutout: Blob } | undefined },
 *   clientZipUrl: string,
 *   onZipProgress: (fraction: number) => void,
 * }} options
 */
export function createCutoutDownloads({ results, clientZipUrl, onZipProgress }) {
  // A cutout is its item's last result: one that is made anew is another blob and counts as not downloaded.
  /** @type {WeakSet<Blob>} */
  const handedOver = new WeakSet();

  let failedImports = 0;

  /**
   * Only fetched when it is needed: most of a visit goes by without a ZIP. A browser remembers that a module could not
   * be fetched and does not ask again for the same address (whatwg/html#6768), so each new try has its own.
   *
   * @returns {Promise<{ downloadZip: DownloadZip }>}
   */
  async function loadClientZip() {
    try {
      return await import(failedImports === 0 ? clientZipUrl : `${clientZipUrl}?retry=${failedImports}`);
    } catch (error) {
      failedImports += 1;
      throw new Error("The part that builds ZIP files could not be loaded from the server.", { cause: error });
    }
  }

  /** @param {Item} item */
  function cutoutOf(item) {
    const cutout = results.get(item.id)?.cutout;
    if (cutout === undefined) throw new Error(`The cutout of ${item.name} is no longer held by the page.`);
    return cutout;
  }

  return {
    /** @param {Item} item a done one */
    saveOne(item) {
      const cutout = cutoutOf(item);
      const [name = item.name] = zipNames([{ path: item.name, extension: item.result?.extension ?? ".png" }]);
      saveFile(cutout, name);
      handedOver.add(cutout);
    },

    /**
     * @param {readonly Item[]} items done ones, at least one
     * @param {string} zipName
     */
    async saveAll(items, zipName) {
      // Held by their own names from here on, so that nothing that happens meanwhile can mix names and pictures.
      const cutouts = items.map(cutoutOf);
      const names = zipNames(items.map(({ path, result }) => ({ path, extension: result?.extension ?? ".png" })));
      const lastModified = new Date();
      const total = cutouts.reduce((sum, { size }) => sum + size, 0);
      const { downloadZip } = await loadClientZip();
      const counted = countingZip(downloadZip, (bytes) => onZipProgress(Math.min(1, bytes / total)));
      const entries = cutouts.map((blob, index) => ({
        name: names[index] ?? `cutout-${index}.png`,
        blob,
        lastModified,
      }));
      saveFile(await zipBlob(counted, entries), zipName);
      for (const cutout of cutouts) handedOver.add(cutout);
    },

    /**
     * @param {readonly Item[]} items
     * @returns {Item[]} the done ones whose cutout was never downloaded
     */
    unsaved(items) {
      return items.filter((item) => {
        const cutout = item.status === "done" ? results.get(item.id)?.cutout : undefined;
        return cutout !== undefined && !handedOver.has(cutout);
      });
    },
  };
}

/**
 * The same function, telling how many bytes have come out of it so far.
 *
 * @param {DownloadZip} downloadZip
 * @param {(bytes: number) => void} onBytes
 * @returns {DownloadZip}
 */
function countingZip(downloadZip, onBytes) {
  return (entries) => {
    const { body } = downloadZip(entries);
    let bytes = 0;
    /** @type {TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>} */
    const counter = new TransformStream({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        onBytes(bytes);
        controller.enqueue(chunk);
      },
    });
    return new Response(body?.pipeThrough(counter) ?? null);
  };
}
