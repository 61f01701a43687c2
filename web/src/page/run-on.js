// "Run on": joins the setting (or the page's address), what the device offers, and the words about both. Which plan is next
// is worker-client/provider-chooser.js.

import { createObservable } from "../lib/observable.js";
import { describePlan, isProviderChoice } from "../shared/providers.js";
import { createMemory } from "../ui/memory.js";
import { createRunOnChoice, readChoice } from "../ui/run-on-choice.js";
import { describeError } from "../words/errors.js";
import * as messages from "../words/messages.js";
import { probeDevice } from "../worker-client/device.js";
import { createProviderChooser, readChecks } from "../worker-client/provider-chooser.js";

/** @import { Observed } from "../lib/observable.js" */
/** @import { ModelDescriptor } from "../shared/model.js" */
/** @import { Plan, ProviderChoice } from "../shared/providers.js" */
/** @import { Notice } from "../ui/notices.js" */
/** @import { ProviderChooser } from "../worker-client/provider-chooser.js" */

/**
 * @typedef {object} RunOn
 * @property {ProviderChooser} providers
 * @property {Observed<ProviderChoice>} choice
 * @property {() => Promise<Plan | null>} bestPlan for the next photo
 * @property {() => void} enable
 */

/**
 * @param {object} parts
 * @param {string} parts.build
 * @param {Observed<ModelDescriptor>} parts.model in use
 * @param {string | null} parts.forced by the page's address: wins over what was chosen before
 * @param {{ show: (notice: Notice) => void, remove: (key: string) => void }} parts.notices
 * @returns {RunOn}
 */
export function createRunOn({ build, model, forced, notices }) {
  const memory = createMemory({ key: "cutroom.run-on", read: readChoice, fallback: /** @type {const} */ ("auto") });
  const isForced = isProviderChoice(forced);
  const choice = createObservable(isForced ? forced : memory.recall());
  const providers = createProviderChooser({
    probe: probeDevice,
    choice: choice.get(),
    build,
    sentenceOf: ({ code, found }) => describeError(code, found).sentence,
    checks: createMemory({ key: "cutroom.self-checks", read: readChecks, fallback: [] }),
    onFallback: (fallback) => notices.show(messages.fellBackMessage(fallback)),
  });
  const control = createRunOnChoice({
    initial: choice.get(),
    forced: isForced,
    onChange(chosen) {
      memory.keep(chosen);
      providers.choose(chosen);
      choice.set(chosen);
      tellAgain();
    },
  });

  /** Said before the first photo, where it is not what the person asked for. */
  async function tell() {
    const used = model.get();
    const { plan, why } = await providers.now(used);
    if (used !== model.get()) return;
    if (plan === null) notices.show(messages.cannotRunMessage(used.title, why));
    else if (!isAsChosen(choice.get(), plan))
      notices.show(messages.otherProviderMessage(choice.get(), describePlan(plan), why));
  }

  function tellAgain() {
    notices.remove("provider");
    void tell();
  }
  model.subscribe(tellAgain);

  return {
    providers,
    choice,
    bestPlan: async () => (await providers.now(model.get())).plan,
    enable() {
      control.enable();
      void tell();
    },
  };
}

/**
 * @param {ProviderChoice} choice
 * @param {Plan} plan
 */
function isAsChosen(choice, { provider, threads }) {
  return choice === "auto" || (choice === "wasm-1" ? provider === "wasm" && threads === 1 : provider === choice);
}
