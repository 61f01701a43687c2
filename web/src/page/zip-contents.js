// What goes into the ZIP of a batch: the finished cutouts under the names of their photos, and a report where some are
// missing. Nothing is read or written here.

import { csvText } from "../lib/csv.js";
import { zipNames } from "../lib/zip-names.js";
import { reportRows } from "../ui/report-words.js";

/** @import { ZipEntry } from "../lib/zip.js" */
/** @import { Item } from "../queue/item.js" */

/**
 * @param {readonly Item[]} items of the whole batch
 * @param {(item: Item) => Blob} cutoutOf
 * @param {Date} lastModified
 * @returns {ZipEntry[]}
 */
export function zipContents(items, cutoutOf, lastModified) {
  const done = items.filter(({ status }) => status === "done");
  const cutouts = done.map(cutoutOf);
  const rows = reportRows(items);
  const files = done.map(({ path, result }) => ({ path, extension: result?.extension ?? ".png" }));
  // Named with the others, and last: a folder that somebody called "report.csv" keeps its name.
  const names = zipNames(rows === null ? files : [...files, { path: "report.csv", extension: ".csv" }]);
  const blobs = rows === null ? cutouts : [...cutouts, new Blob([csvText(rows)], { type: "text/csv" })];
  return blobs.map((blob, index) => ({ name: names[index] ?? `cutout-${index}`, blob, lastModified }));
}
