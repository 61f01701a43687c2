// Which work an item needs: the cheapest that gives what is asked. And whether what the network answered is what is asked.

/** @import { MatteFacts, Looks, Work } from "../shared/work.js" */
/** @import { Wanted } from "./events.js" */
/** @import { Item } from "./item.js" */

/**
 * @param {Pick<Item, "matte" | "looks" | "keepsMatte">} item
 * @param {Wanted | null} wanted null where nothing was named yet
 * @returns {Work}
 */
export function workOf({ matte, looks, keepsMatte }, wanted) {
  if (matte === null) return "cut";
  if (keepsMatte) return "finish";
  const isOfModel = matte.model === wanted?.model && matte.version === wanted.version;
  return isOfModel && hasLooks(matte, looks ?? wanted.looks, wanted) ? "finish" : "cut";
}

/**
 * Would asking for every look of the model that is wanted bring nothing new?
 *
 * @param {Pick<Item, "matte">} item
 * @param {Wanted | null} wanted
 */
export function hasAllLooks({ matte }, wanted) {
  return workOf({ matte, looks: "all", keepsMatte: false }, wanted) === "finish";
}

/**
 * In which looks the network is to be asked for it: as a person wanted for this photo, else as for all.
 *
 * @param {Pick<Item, "looks">} item
 * @param {Wanted | null} wanted
 * @returns {Looks}
 */
export function looksOf({ looks }, wanted) {
  return looks ?? wanted?.looks ?? "automatic";
}

/**
 * Would the network, asked so, answer what it has answered?
 *
 * @param {Pick<MatteFacts, "asked" | "looks">} matte of the model that is wanted
 * @param {Looks} asked
 * @param {Pick<Wanted, "lookCount">} wanted
 */
export function hasLooks(matte, asked, { lookCount }) {
  if (matte.asked === asked) return true;
  // Automatic may end anywhere between.
  if (asked === "automatic") return lookCount === 1;
  return matte.looks.length === (asked === "one" ? 1 : lookCount);
}
