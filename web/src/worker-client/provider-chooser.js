// Which plan the next job runs: the best one that has not failed in this visit. It asks the device once, remembers what
// failed for the session and which self-checks were passed for good. It runs nothing and shows nothing.

import { describePlan } from "../shared/providers.js";
import { isWorthRemembering, whatFailed } from "./plan-failure.js";
import { makePlans } from "./plans.js";

/** @import { ModelDescriptor, SelfCheck } from "../shared/model.js" */
/** @import { Failure } from "../shared/errors.js" */
/** @import { FailedMessage } from "../shared/protocol.js" */
/** @import { Fallback, Plan, ProviderChoice } from "../shared/providers.js" */
/** @import { Device } from "./device.js" */

const MOST_CHECKS_KEPT = 40;
const LONGEST_REASON = 240;

/** @typedef {{ way: string, why: string, detail?: string }} Reason that way is not used; why: without a stop at its end */

/**
 * @typedef {object} Chosen
 * @property {Plan | null} plan null where nothing is left to try
 * @property {SelfCheck[]} checks that it has not passed yet
 * @property {string} why nothing better runs, as sentences for people; empty where nothing better was wanted
 * @property {string} note the same with what exactly happened, for a bug report
 */

/**
 * One job's choices: what failed for it is not tried for it again.
 * @typedef {object} JobPlans
 * @property {() => Promise<Chosen>} next
 * @property {(plan: Plan, failure: FailedMessage) => Promise<boolean>} failed whether it was the plan's fault, not the photo's
 */

/**
 * @typedef {object} ProviderChooser
 * @property {(model: ModelDescriptor) => JobPlans} forJob
 * @property {(model: ModelDescriptor) => Promise<Chosen>} now what would run next
 * @property {(model: ModelDescriptor, plan: Plan, look: string) => void} passed the plan's self-check in that look
 * @property {(choice: ProviderChoice) => void} choose from now on; what failed before may be tried again
 */

/**
 * @param {object} parts
 * @param {() => Promise<Device>} parts.probe
 * @param {ProviderChoice} parts.choice
 * @param {string} parts.build
 * @param {(failure: Failure) => string} parts.sentenceOf what people are told was found
 * @param {{ recall: () => string[], keep: (names: string[]) => void }} parts.checks that were passed, in earlier visits too
 * @param {(fallback: Fallback) => void} parts.onFallback a plan failed and will not be tried again in this visit
 * @returns {ProviderChooser}
 */
export function createProviderChooser({ probe, choice, build, sentenceOf, checks, onFallback }) {
  /** @type {Promise<Device> | null} */
  let device = null;
  /** By key of a plan, or by its provider alone. @type {Map<string, Failure>} */
  let failed = new Map();

  /**
   * @param {ModelDescriptor} model
   * @param {ReadonlyMap<string, Failure>} skipped
   * @returns {Promise<Chosen>}
   */
  async function best(model, skipped) {
    device ??= probe();
    const { plans, leftOut } = makePlans(await device, model.variants, choice);
    /** @type {Reason[]} */
    const tried = [];
    for (const plan of plans) {
      const failure = namesOf(model, plan)
        .map((name) => failed.get(name) ?? skipped.get(name))
        .find((each) => each !== undefined);
      if (failure === undefined) {
        const better = leftOut.filter(({ way }) => plan.provider === "wasm" || way === "WebGPU");
        return { plan, checks: checksLeft(model, plan), ...inWords(better, tried) };
      }
      const why = sentenceOf(failure).replace(/\.$/, "");
      tried.push({ way: describePlan(plan), why, detail: failure.detail.replace(/\.$/, "") });
    }
    return { plan: null, checks: [], ...inWords(leftOut, tried) };
  }

  /**
   * @param {ModelDescriptor} model
   * @param {Plan} plan
   * @returns {SelfCheck[]}
   */
  function checksLeft(model, plan) {
    if (plan.provider !== "webgpu") return [];
    const passed = checks.recall();
    return model.selfChecks.filter(({ look }) => !passed.includes(checkName(model, plan, build, look)));
  }

  return {
    now: (model) => best(model, new Map()),
    forJob(model) {
      /** @type {Map<string, Failure>} */
      const skipped = new Map();
      return {
        next: () => best(model, skipped),
        async failed(plan, failure) {
          const blame = whatFailed(failure, plan);
          const [planName, providerName] = namesOf(model, plan);
          if (blame === "photo") {
            return false;
          }
          const name = blame === "plan" ? planName : providerName;
          skipped.set(name, failure);
          if (isWorthRemembering(failure)) {
            failed.set(name, failure);
            onFallback({ failed: plan, failure, next: (await best(model, skipped)).plan });
          }
          return true;
        },
      };
    },
    passed(model, plan, look) {
      const name = checkName(model, plan, build, look);
      const names = checks.recall().filter((each) => each !== name);
      checks.keep([...names, name].slice(-MOST_CHECKS_KEPT));
    },
    choose(wanted) {
      choice = wanted;
      failed = new Map();
    },
  };
}

/**
 * @param {unknown} value from storage
 * @returns {string[]}
 */
export function readChecks(value) {
  if (Array.isArray(value) && value.every((each) => typeof each === "string")) {
    return value;
  }
  throw new TypeError("a list of names was expected");
}

/**
 * @param {ModelDescriptor} model
 * @param {Plan} plan
 * @returns {[plan: string, provider: string]}
 */
function namesOf({ id }, { key, provider }) {
  return [`${id}/${key}`, `${id}/${provider}`];
}

/**
 * Another network, another program, another card, another way to it or another look: each has to prove itself.
 *
 * @param {ModelDescriptor} model
 * @param {Plan} plan
 * @param {string} build
 * @param {string} look
 */
function checkName({ id }, { variant, adapter, runtime }, build, look) {
  const network = variant.files.map(({ sha256 }) => sha256.slice(0, 16)).join("+");
  return [id, network, variant.precision, build, runtime, adapter, look].join("|");
}

/**
 * @param {...Reason[]} lists
 * @returns {{ why: string, note: string }}
 */
function inWords(...lists) {
  const reasons = lists.flat();
  const sentences = (/** @type {(reason: Reason) => string} */ more) =>
    reasons.map((reason) => `${reason.way}: ${reason.why}${more(reason)}.`).join(" ");
  return {
    why: sentences(() => ""),
    note: sentences(({ detail = "" }) => (detail === "" ? "" : ` (${shortened(detail)})`)),
  };
}

/**
 * A runtime wraps what happened in where it happened: the two ends say most.
 *
 * @param {string} text
 */
function shortened(text) {
  const half = LONGEST_REASON / 2;
  return text.length > LONGEST_REASON ? `${text.slice(0, half)} … ${text.slice(-half)}` : text;
}
