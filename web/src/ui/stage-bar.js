// The segmented bar of one job: one segment per stage, lit as stages are completed. It is decoration for the eye; the
// status line says the same in words. It never invents a percentage: a stage without a known fraction comes and goes. Stages
// that the job's work has not are left out.

import { STAGES, stagesOf } from "../shared/stages.js";
import { element, setAttribute } from "./element.js";

/** @import { Item } from "../queue/item.js" */

/**
 * @returns {{ element: HTMLElement, update: (item: Pick<Item, "stage" | "fraction" | "work">) => void }}
 */
export function createStageBar() {
  // The weight is a rough share of the time, for the width.
  const all = STAGES.map(({ name, weight }) => {
    const fill = element("span", { class: "stage-fill" });
    const segment = element("span", { class: "stage-segment" }, fill);
    segment.style.flexGrow = String(weight);
    return { name, segment, fill };
  });

  return {
    element: element("div", { class: "stage-bar", "aria-hidden": "true" }, ...all.map(({ segment }) => segment)),
    update({ stage, fraction, work }) {
      const names = new Set(stagesOf(work ?? "cut").map(({ name }) => name));
      for (const { name, segment } of all) if (segment.hidden === names.has(name)) segment.hidden = !names.has(name);
      const segments = all.filter(({ name }) => names.has(name));
      const current = segments.findIndex(({ name }) => name === stage);
      for (const [index, { segment, fill }] of segments.entries()) {
        const known = index === current && fraction !== null;
        const state = index < current ? "complete" : known ? "known" : index === current ? "unknown" : null;
        setAttribute(segment, "data-state", state);
        fill.style.setProperty("--fraction", known ? String(Math.min(1, Math.max(0, fraction))) : "0");
      }
    },
  };
}
