// The network of a "cut" as its worker uses it: started, asked once for each look, ended, and what a matte of it says. A "finish" has none.

import { failureOf } from "../shared/errors.js";
import { modelVersion } from "../shared/model-version.js";
import { startInference } from "./inference.js";
import { JobError } from "./job-error.js";

/** @import { Units } from "../shared/config.js" */
/** @import { ModelSpec } from "../shared/model.js" */
/** @import { Timings } from "../shared/plain-values.js" */
/** @import { NetworkRecipe } from "../shared/protocol.js" */
/** @import { NetworkFacts } from "../shared/work.js" */
/** @import { Modules } from "./compiled-modules.js" */
/** @import { Inference } from "./inference.js" */

/**
 * @typedef {object} Network
 * @property {Inference["infer"]} infer
 * @property {Inference["failure"]} failure
 * @property {ModelSpec} spec
 * @property {number | null} limitSeconds how long it may say nothing; null: the stage's own limit
 * @property {Inference["end"]} end
 * @property {NetworkFacts} facts of what it finds
 * @property {Timings} timings of its start
 */

/**
 * @param {Units} units full addresses
 * @param {NetworkRecipe} recipe
 * @param {object} on
 * @param {(limitSeconds: number | null) => void} on.begin a step of its start begins
 * @param {(look: string) => void} on.passed a self-check, in that look
 * @param {(error: JobError) => void} on.lost it died before it was asked to run
 * @param {Modules} modules compiled ones; those of the runtime are added
 * @returns {Promise<Network>}
 */
export async function startNetwork(units, { model, plan, checks }, on, modules) {
  const inference = await startInference(units, model, { plan, checks, ...on }, modules);
  const { entry } = model;
  // The weights, which all workers share, are not kept here: only the network's worker has a use for them.
  return {
    infer: inference.infer,
    failure: inference.failure,
    end: inference.end,
    spec: entry.spec,
    limitSeconds: plan.limitSeconds,
    facts: {
      model: entry.id,
      version: modelVersion(entry),
      provider: plan.provider,
      threads: inference.threads,
      details: inference.details,
    },
    timings: { session: inference.startSeconds },
  };
}

/** @returns {Pick<Network, "infer" | "failure" | "end">} of a worker that has none */
export function noNetwork() {
  return {
    infer: () =>
      Promise.reject(
        new JobError(failureOf("internal-error", {}, "the network was asked for in a finish"), "inference"),
      ),
    failure: () => null,
    end() {},
  };
}
