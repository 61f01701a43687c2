// What goes into the ZIP of a batch: the finished cutouts under the names of their photos, and a report of all photos.
// Nothing is read or written here.

import { csvText } from "../lib/csv.js";
import { zipNames } from "../lib/zip-names.js";
import { withCutouts } from "../queue/selectors.js";
import { reportRows } from "../words/report-words.js";

/** @import { ZipEntry } from "../lib/zip.js" */
/** @import { Item } from "../queue/item.js" */
/** @import { ItemWithCutout } from "../queue/selectors.js" */

/**
 * @param {readonly Item[]} items of the whole batch
 * @param {(item: Item) => Blob} cutoutOf
 * @param {Date} lastModified
 * @returns {ZipEntry[]}
 */
export function zipContents(items, cutoutOf, lastModified) {
  const finished = withCutouts(items);
  const files = finished.map(({ path, result }) => ({ path, extension: result.extension }));
  // Named with the others, and last: a folder that somebody called "report.csv" keeps its name.
  const [...names] = zipNames([...files, { path: "report", extension: ".csv" }]);
  const reportName = names.pop() ?? "report.csv";
  const nameOf = new Map(finished.map((item, index) => [item, names[index] ?? `cutout-${index}`]));
  const report = new Blob(
    [csvText(reportRows(items, (item) => nameOf.get(/** @type {ItemWithCutout} */ (item)) ?? ""))],
    { type: "text/csv" },
  );
  return [
    ...[...nameOf].map(([item, name]) => ({ name, blob: cutoutOf(item), lastModified })),
    { name: reportName, blob: report, lastModified },
  ];
}
