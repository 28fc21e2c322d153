import { expect, it } from "vitest";
import { runSeed } from "@synod/testkit";

const BATCH = 10;

/** Tests the seeds from `first` on, `count` of them: every invariant holds, and all ends as it does without faults. */
export function testSeeds(first: number, count: number): void {
  for (let from = first; from < first + count; from += BATCH) {
    const to = Math.min(from + BATCH, first + count) - 1;
    it(`seeds ${from} to ${to} keep every invariant and end as they would without faults`, async () => {
      for (let seed = from; seed <= to; seed += 1) {
        const { ok, violations, history, lost, doubled } = await runSeed({ seed });
        const told = ok ? "" : [`seed ${seed}`, ...violations, ...history].join("\n");
        expect({ told, lost, doubled }).toEqual({ told: "", lost: 0, doubled: 0 });
      }
    });
  }
}
