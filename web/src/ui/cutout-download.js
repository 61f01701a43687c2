// Hands one cutout to the browser's download. Nothing is sent anywhere: the file is made from a blob this page already holds.

import { zipNames } from "../lib/zip-names.js";
import { saveFile } from "./saved-file.js";

/** @import { ItemWithCutout } from "../queue/selectors.js" */

/**
 * @param {ItemWithCutout} item
 * @param {Blob} cutout
 */
export function downloadCutout(item, cutout) {
  const [name = item.name] = zipNames([{ path: item.name, extension: item.result.extension }]);
  saveFile(cutout, name);
}
