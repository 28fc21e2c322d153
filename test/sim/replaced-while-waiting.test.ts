import { expect, it } from "vitest";
import { runSeed, type ClientStep } from "@synod/testkit";
import { smallPlan } from "./small-plan.ts";

/** A new version comes while the old one waits, or after it was applied: that is the swarm's pace, not the case's. */
it("knows the same of a document that was replaced before it was admitted", async () => {
  const { cases, ...plan } = smallPlan({
    documents: ["The capacity of the Heron crane is 260 t.", "The warranty of the Heron crane is 5 years."],
  });
  const bytes = new TextEncoder().encode("# Note\n\nThe capacity of the Heron crane is 300 t.\n");
  const newer: ClientStep = { kind: "send", document: { name: "02-note.md", bytes }, twice: false };
  const digestAfter = async (steps: readonly ClientStep[]) => {
    const changed = cases.map((planned) => ({ ...planned, steps: [...planned.steps, ...steps, newer] }));
    const { violations, digest } = await runSeed({ seed: 1, plan: { ...plan, cases: changed } });
    expect(violations).toEqual([]);
    return digest;
  };
  expect(await digestAfter([])).toBe(await digestAfter([{ kind: "settled" }]));
});
