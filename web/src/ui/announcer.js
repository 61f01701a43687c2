// Decides when people who listen rather than look are told what happened in the batch. A failure is told at once, finished
// photos together every few seconds, the batch's end last of all. Stages are left out on purpose; ten of them per photo would
// drown everything else.

import { holdInWords } from "../words/counts-in-words.js";
import { newsInWords } from "../words/news-words.js";

/** @import { Item } from "../queue/item.js" */
/** @import { Hold } from "../queue/selectors.js" */
/** @import { Totals } from "../words/news-words.js" */

/** @type {ReadonlySet<Item["status"]>} */
const ENDS = new Set(["done", "failed", "cancelled"]);
/** Long enough to have what happens together in one sentence, and for a dialog that just opened to be heard. */
const AT_ONCE_MS = 150;
/** Between two announcements: shorter, the second would be waiting in a row of them. */
const APART_MS = 1500;
/** What is good news can wait for more of it. */
const TOGETHER_MS = 4000;

/**
 * @param {object} parts
 * @param {(text: string) => void} parts.say
 * @param {() => number} parts.now milliseconds
 * @param {(work: () => void, milliseconds: number) => () => void} [parts.later] returns what calls it off
 */
export function createAnnouncer({ say, now, later = laterByClock }) {
  /** @type {Map<string, Item>} */
  let known = new Map();
  /** By id: of a photo that was retried meanwhile only the last counts. @type {Map<string, Item>} */
  let ended = new Map();
  let added = 0;
  let isBack = false;
  let isEmptied = false;
  let wasOpen = false;
  let held = "";
  let isFinished = false;
  let saidAt = Number.NEGATIVE_INFINITY;
  /** @type {{ at: number, callOff: () => void } | null} */
  let planned = null;
  /** @type {{ totals: Totals, hold: Hold } | null} */
  let latest = null;

  /** @param {number} delay */
  function plan(delay) {
    const at = Math.max(now() + delay, saidAt + APART_MS);
    if (planned !== null && planned.at <= at) return;
    planned?.callOff();
    planned = { at, callOff: later(tell, at - now()) };
  }

  function tell() {
    planned = null;
    if (latest === null) return;
    const { totals, hold } = latest;
    const news = { added, isBack, isEmptied, ended: [...ended.values()] };
    const words = newsInWords(news, totals, hold, isFinished && totals.settled === totals.total);
    added = 0;
    isBack = isEmptied = isFinished = false;
    ended = new Map();
    saidAt = now();
    if (words !== "") say(words);
  }

  return {
    /**
     * @param {readonly Item[]} items
     * @param {Totals} totals
     * @param {Hold} hold
     */
    update(items, totals, hold) {
      latest = { totals, hold };
      // What was finished when it came (a batch of an earlier visit) is in the counts; one by one it would be a flood.
      const came = items.filter(({ id }) => !known.has(id));
      const fresh = came.length;
      isBack ||= came.some(({ status }) => ENDS.has(status));
      const news = items.filter((item) => isNews(item, known.get(item.id)));
      const isNowEmpty = items.length === 0 && known.size > 0;
      known = new Map(items.map((item) => [item.id, item]));
      added += fresh;
      for (const item of news) ended.set(item.id, item);
      if (isNowEmpty) {
        isEmptied = true;
        isBack = false;
        added = 0;
        ended = new Map();
      }
      const isOpen = totals.settled < totals.total;
      isFinished = !isOpen && totals.total > 0 && (isFinished || wasOpen);
      const hasEnded = isFinished && wasOpen;
      wasOpen = isOpen;
      const before = held;
      held = holdInWords(totals, hold);
      const isUrgent =
        fresh > 0 ||
        isNowEmpty ||
        hasEnded ||
        before !== held ||
        news.some(({ status, error }) => status !== "done" || error !== null);
      if (isUrgent) plan(AT_ONCE_MS);
      else if (news.length > 0) plan(TOGETHER_MS);
    },
  };
}

/**
 * Has it ended, and not only gone back to the cutout it had, as the person who cancelled its change knows?
 *
 * @param {Item} item
 * @param {Item | undefined} before
 */
function isNews({ status, result, error }, before) {
  const isAsBefore = status === "done" && error === null && result?.attempt === before?.result?.attempt;
  return before !== undefined && before.status !== status && ENDS.has(status) && !isAsBefore;
}

/** @param {() => void} work @param {number} milliseconds */
function laterByClock(work, milliseconds) {
  const timer = setTimeout(work, milliseconds);
  return () => clearTimeout(timer);
}
