// The segmented bar of one job: one segment per stage, lit as stages are completed. It is decoration for the eye; the
// status line says the same in words. It never invents a percentage: a stage without a known fraction comes and goes.

import { element, setAttribute } from "./element.js";

/**
 * @param {{ stages: readonly { name: string, weight: number }[] }} options weight: rough share of the time, for the widths
 * @returns {{ element: HTMLElement, update: (stage: string | null, fraction: number | null) => void }}
 */
export function createStageBar({ stages }) {
  const segments = stages.map(({ name, weight }) => {
    const fill = element("span", { class: "stage-fill" });
    const segment = element("span", { class: "stage-segment" }, fill);
    segment.style.flexGrow = String(weight);
    return { name, segment, fill };
  });

  return {
    element: element("div", { class: "stage-bar", "aria-hidden": "true" }, ...segments.map(({ segment }) => segment)),
    update(stage, fraction) {
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
