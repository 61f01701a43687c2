// How fast bytes have been arriving lately, and how long the rest will take. Pure: the caller brings the clock.

/** Long enough to be calm, short enough to notice a connection that got slow. */
const WINDOW_MS = 6000;
/** A rate from less than this is a guess. */
const LEAST_MS = 1000;

/** @typedef {{ at: number, bytes: number }} Sample at: milliseconds; bytes: that had arrived by then */

/**
 * @param {readonly Sample[]} samples so far, the oldest first
 * @param {Sample} sample
 * @returns {Sample[]} those that still count
 */
export function withSample(samples, sample) {
  const last = samples.at(-1);
  // A download that began anew has no past.
  const past = last !== undefined && last.bytes > sample.bytes ? [] : samples;
  return [...past.filter(({ at }) => at >= sample.at - WINDOW_MS), sample];
}

/**
 * @param {readonly Sample[]} samples
 * @returns {number | null} bytes per second; null while too little is known
 */
export function rateOf(samples) {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.at - first.at < LEAST_MS) return null;
  return ((last.bytes - first.bytes) / (last.at - first.at)) * 1000;
}

/**
 * @param {number} bytes still to come
 * @param {number | null} rate
 * @returns {number | null} milliseconds; null where nobody can say
 */
export function timeLeft(bytes, rate) {
  return rate === null || rate <= 0 ? null : (bytes / rate) * 1000;
}
