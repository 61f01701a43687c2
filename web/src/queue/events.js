// What can happen to the queue and what it asks for in return: types only.
// Ids and times arrive in events, because the queue itself knows no clock and makes no ids.

/** @import { Provider } from "../shared/providers.js" */
/** @import { Stage } from "../shared/stages.js" */
/** @import { Looks, MatteFacts, Work } from "../shared/work.js" */
/** @import { Item, ItemError, JobResult, Source } from "./item.js" */
/** @import { ServerWait } from "./server-wait.js" */

/**
 * What decides what the network answers, as chosen now.
 * @typedef {object} Wanted
 * @property {string} model id
 * @property {string} version
 * @property {Looks} looks
 * @property {number} lookCount how many looks the model has
 */
/**
 * @typedef {object} QueueState
 * @property {readonly Item[]} items
 * @property {boolean} paused by a person; nothing starts while that or server.holds
 * @property {ServerWait} server
 * @property {Wanted | null} wanted
 */

/** @typedef {{ type: "add", sources: readonly Source[], now: number }} AddEvent */
/**
 * @typedef {{ type: "progress", id: string, attempt: number, stage: Stage, fraction: number | null, look?: number, now: number }} ProgressEvent
 *   look: which one of the photo the network makes now, from 1 on
 */
/** @typedef {{ type: "provider", id: string, attempt: number, provider: Provider, threads: number | null }} ProviderEvent */
/** @typedef {{ type: "matte", id: string, attempt: number, matte: MatteFacts }} MatteEvent it is found, and kept from now on */
/** @typedef {{ type: "done", id: string, attempt: number, result: JobResult, now: number }} DoneEvent */
/** @typedef {{ type: "failed", id: string, attempt: number, error: ItemError, now: number }} FailedEvent */
/** @typedef {ProgressEvent | ProviderEvent | MatteEvent | DoneEvent | FailedEvent} JobEvent sent by a running job; late ones change nothing */

/**
 * @typedef {{ type: "restore", items: readonly Item[], now: number }} RestoreEvent a batch of an earlier visit comes back
 *   behind what is here, and goes on: a person asked for that, so no pause outlives it
 */
/** @typedef {{ type: "cancel", id: string, now: number }} CancelEvent */
/** @typedef {{ type: "cancelAll", now: number }} CancelAllEvent */
/** @typedef {{ type: "retry", id: string, now: number }} RetryEvent */
/** @typedef {{ type: "retryFailed", ids: readonly string[], now: number }} RetryFailedEvent of those items the ones that failed */
/**
 * @typedef {{ type: "spoiled", id: string, error: ItemError | null, now: number }} SpoiledEvent a finished cutout, kept on the
 *   device, is damaged and gone. It is made again; error: why it cannot be
 */
/** @typedef {{ type: "rerun", ids: readonly string[], now: number }} RerunEvent finished items again; results stay meanwhile */
/**
 * @typedef {{ type: "asWanted", ids: readonly string[] }} AsWantedEvent those finished items are as is wanted now: that a change
 *   of them failed does not matter any more
 */
/** @typedef {Wanted & { type: "want" }} WantEvent a person chose that; jobs that start from now on use it */
/**
 * @typedef {{ type: "chooseLook", ids: readonly string[], look: number, now: number }} ChooseLookEvent the cutouts of those items
 *   are to be made from that one of their mattes; look: its index
 */
/** @typedef {{ type: "moreLooks", ids: readonly string[], now: number }} MoreLooksEvent all looks of those items, whatever is wanted */
/**
 * @typedef {{ type: "photosBack", ids: readonly string[], now: number }} PhotosBackEvent those items' photos were not at hand, and
 *   are again: one without a cutout is made now, and that a change failed for lack of its photo does not matter any more
 */
/** @typedef {{ type: "pause", now: number }} PauseEvent nothing more starts; what is in work is finished */
/** @typedef {{ type: "resume", now: number }} ResumeEvent photos start again, be the server there or not */
/** @typedef {{ type: "clear" }} ClearEvent the queue is empty and nothing holds it afterwards */
/** @typedef {AddEvent | RestoreEvent | CancelEvent | CancelAllEvent | RetryEvent | RetryFailedEvent | RerunEvent | ChooseLookEvent | MoreLooksEvent | AsWantedEvent | WantEvent | SpoiledEvent | PhotosBackEvent | PauseEvent | ResumeEvent | ClearEvent} UserEvent */

/**
 * @typedef {{ type: "modelDamaged", ids: readonly string[], now: number }} ModelDamagedEvent those photos' cutouts and mattes may
 *   have been made with damaged weights
 */

/**
 * @typedef {{ type: "serverAnswer", isThere: boolean | null, now: number }} ServerAnswerEvent the server was asked whether it is
 *   there, after everything that the queue knows; null where that cannot be known
 */

/** @typedef {JobEvent | UserEvent | ModelDamagedEvent | ServerAnswerEvent} QueueEvent */

/**
 * @typedef {{ type: "start", id: string, attempt: number, work: Work, matte: MatteFacts | null, looks: Looks, reduced?: boolean }} StartEffect
 *   matte: for a "finish"; looks: for a "cut"; reduced: with less memory
 */
/** @typedef {{ type: "stop", id: string }} StopEffect terminate the worker of that item */
/** @typedef {{ type: "discard", ids: readonly string[] }} DiscardEffect drop all that is held of them */
/** @typedef {{ type: "discardResults", ids: readonly string[] }} DiscardResultsEffect drop results, keep the rest */
/** @typedef {{ type: "discardMattes", ids: readonly string[] }} DiscardMattesEffect drop mattes, keep the rest */
/** @typedef {StartEffect | StopEffect | DiscardEffect | DiscardResultsEffect | DiscardMattesEffect} Effect */

/** @typedef {import("./store.js").Store<QueueState, QueueEvent, Effect>} QueueStore */

/** @typedef {{ readonly state: QueueState, readonly effects: readonly Effect[] }} Step */

export {};
