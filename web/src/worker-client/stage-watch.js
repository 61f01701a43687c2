// Notices a job that has fallen silent. It counts its own ticks instead of reading a clock, because a machine asleep or
// a tab in the background stops the page and its workers alike: time in which the page did not run proves nothing.

import { stageInfo } from "../shared/stages.js";

/** @import { Stage } from "../shared/stages.js" */

const TICK_SECONDS = 5;
/** Browsers slow the timers of a background tab to one a minute; a later tick means that the page did not run at all. */
const ASLEEP_AFTER_SECONDS = 90;

/**
 * @typedef {object} StageWatch
 * @property {(stage: Stage, limitSeconds?: number | null) => void} heard a sign of life: the wait starts anew, for as long
 *   as the stage's limit says where no other is given
 * @property {() => void} stop
 */

/**
 * @param {(silence: { stage: Stage, limitSeconds: number }) => void} onSilence called once
 * @param {() => number} now milliseconds; goes on while the machine sleeps, or timers stand still with it
 * @returns {StageWatch}
 */
export function createStageWatch(onSilence, now = () => performance.now()) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Stage} */
  let stage = "start";
  /** @type {number} */
  let limitSeconds = stageInfo(stage).limitSeconds;
  let silentSeconds = 0;
  let tickedAt = now();

  function wait() {
    clearTimeout(timer);
    const seconds = Math.min(TICK_SECONDS, limitSeconds - silentSeconds);
    timer = setTimeout(() => tick(seconds), seconds * 1000);
  }

  /** @param {number} seconds */
  function tick(seconds) {
    const wasAsleep = now() - tickedAt > ASLEEP_AFTER_SECONDS * 1000;
    tickedAt = now();
    silentSeconds = wasAsleep ? 0 : silentSeconds + seconds;
    if (silentSeconds >= limitSeconds) {
      onSilence({ stage, limitSeconds });
    } else {
      wait();
    }
  }

  return {
    heard(next, limit = null) {
      stage = next;
      limitSeconds = limit ?? stageInfo(stage).limitSeconds;
      silentSeconds = 0;
      tickedAt = now();
      wait();
    },
    stop: () => clearTimeout(timer),
  };
}
