// Which version of a model it is: another one where its files or the way it is asked are others. A matte that an earlier
// version found is not this one's.

import { textSum } from "./text-sum.js";

/** @import { ModelDescriptor } from "./model.js" */

/**
 * @param {Pick<ModelDescriptor, "spec" | "variants">} model
 * @returns {string} short; of the files' checksums and of the spec
 */
export function modelVersion({ spec, variants }) {
  const sums = [...new Set(variants.flatMap(({ files }) => files.map(({ sha256 }) => sha256)))].sort();
  const fields = Object.entries(spec).sort(([one], [other]) => (one < other ? -1 : 1));
  return `${(sums[0] ?? "").slice(0, 12)}-${textSum(JSON.stringify([sums, fields]))}`;
}
