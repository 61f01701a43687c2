// Notices a job that has fallen silent. It counts its own ticks instead of reading a clock, because a machine asleep or
// a tab in the background stops the page and its workers alike: time in which the page did not run proves nothing.

import { stageInfo } from "../shared/stages.js";

/** @import { StageInfo, Stage } from "../shared/stages.js" */

const TICK_SECONDS = 5;
/** Browsers slow the timers of a background tab to one a minute; a later tick means that the page did not run at all. */
const ASLEEP_AFTER_SECONDS = 90;

/**
 * @typedef {object} StageWatch
 * @property {(stage: Stage) => void} heard a sign of life: the wait starts anew
 * @property {() => void} stop
 */

/**
 * @param {(stage: StageInfo) => void} onSilence called once
 * @param {() => number} now milliseconds; goes on while the machine sleeps, or timers stand still with it
 * @returns {StageWatch}
 */
export function createStageWatch(onSilence, now = () => performance.now()) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Stage} */
  let stage = "start";
  let silentSeconds = 0;
  let tickedAt = now();

  function wait() {
    clearTimeout(timer);
    const seconds = Math.min(TICK_SECONDS, stageInfo(stage).limitSeconds - silentSeconds);
    timer = setTimeout(() => tick(seconds), seconds * 1000);
  }

  /** @param {number} seconds */
  function tick(seconds) {
    const wasAsleep = now() - tickedAt > ASLEEP_AFTER_SECONDS * 1000;
    tickedAt = now();
    silentSeconds = wasAsleep ? 0 : silentSeconds + seconds;
    if (silentSeconds >= stageInfo(stage).limitSeconds) {
      onSilence(stageInfo(stage));
    } else {
      wait();
    }
  }

  return {
    heard(next) {
      stage = next;
      silentSeconds = 0;
      tickedAt = now();
      wait();
    },
    stop: () => clearTimeout(timer),
  };
}
