// The last runs of each model on each provider, as plain data: the median of a few says more than one. Pure.

import { isProvider } from "../shared/providers.js";

/** @import { Provider } from "../shared/providers.js" */

/** @typedef {Record<string, number[]>} Speeds seconds of the last runs, by model, provider and threads */
/** @typedef {{ model: string, provider: Provider, threads: number | null }} Setup */
/** @typedef {{ provider: Provider, threads: number | null, seconds: number }} Speed seconds: the median */

const LAST_RUNS = 7;

/**
 * @param {Speeds} speeds
 * @param {Setup} setup
 * @param {number} seconds
 * @returns {Speeds}
 */
export function withRun(speeds, setup, seconds) {
  const key = keyOf(setup);
  const { [key]: runs = [], ...others } = speeds;
  // At the end, so that the order says what was measured last.
  return { ...others, [key]: [...runs, seconds].slice(-LAST_RUNS) };
}

/**
 * @param {Speeds} speeds
 * @param {string} model
 * @returns {Speed[]} the last measured first
 */
export function speedsOf(speeds, model) {
  return Object.entries(speeds)
    .flatMap(([key, runs]) => {
      const setup = setupOf(key);
      const seconds = median(runs);
      return setup?.model === model && seconds !== null
        ? [{ provider: setup.provider, threads: setup.threads, seconds }]
        : [];
    })
    .reverse();
}

/**
 * @param {unknown} value from parsed JSON
 * @returns {Speeds}
 * @throws {TypeError}
 */
export function readSpeeds(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new TypeError("not speeds");
  const isSeconds = (/** @type {unknown} */ each) => typeof each === "number" && Number.isFinite(each) && each >= 0;
  const good = Object.entries(value).filter(
    ([key, runs]) => setupOf(key) !== null && Array.isArray(runs) && runs.length > 0 && runs.every(isSeconds),
  );
  return Object.fromEntries(good);
}

/** @param {Setup} setup */
function keyOf({ model, provider, threads }) {
  return `${model} ${provider} ${threads ?? "-"}`;
}

/** @param {string} key @returns {Setup | null} */
function setupOf(key) {
  const [, model, provider, threads] = /^(\S+) (\S+) (-|\d+)$/.exec(key) ?? [];
  if (model === undefined || !isProvider(provider)) return null;
  return { model, provider, threads: threads === "-" ? null : Number(threads) };
}

/** @param {readonly number[]} numbers */
function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? null : (upper + lower) / 2;
}
