import { describe, expect, it } from "vitest";
import { PLANTED_BUGS, runSeed } from "@synod/testkit";

/** Seeds of one `npm test`; `npm run test:long` runs thousands. */
const SEEDS = 200;
const BATCH = 25;
/** A bug that is planted must be noticed within so many seeds. */
const NOTICED_WITHIN = 12;

describe("the swarm under faults", () => {
  for (let first = 1; first <= SEEDS; first += BATCH) {
    it(`seeds ${first} to ${first + BATCH - 1} keep every invariant and end as they would without faults`, async () => {
      for (let seed = first; seed < first + BATCH; seed += 1) {
        const result = await runSeed({ seed });
        expect({ seed, faulty: result.faulty, lost: result.lost, doubled: result.doubled }).toEqual({
          seed,
          faulty: [],
          lost: 0,
          doubled: 0,
        });
      }
    });
  }

  it("does the same, event for event, for the same seed", async () => {
    const [one, again] = [await runSeed({ seed: 7 }), await runSeed({ seed: 7 })];
    expect(again.trace_digest).toBe(one.trace_digest);
    expect(again.steps).toBe(one.steps);
    const other = await runSeed({ seed: 8 });
    expect(other.trace_digest).not.toBe(one.trace_digest);
  });

  it("does meet faults of every kind", async () => {
    const met = new Set<string>();
    for (let seed = 1; seed <= 30; seed += 1) {
      for (const fault of Object.keys((await runSeed({ seed })).faults)) met.add(fault);
    }
    expect([...met].sort()).toEqual([
      "ack_lost",
      "bus_lost",
      "crash_after",
      "crash_before",
      "hint_doubled",
      "hint_late",
      "hint_lost",
      "unavailable",
      "unknown_commit",
    ]);
  });
});

describe("a mechanism that is taken out", () => {
  for (const plant of PLANTED_BUGS) {
    it(`is noticed: ${plant}`, async () => {
      let noticed = false;
      for (let seed = 1; seed <= NOTICED_WITHIN && !noticed; seed += 1)
        noticed = !(await runSeed({ seed, plant })).ok;
      expect(noticed).toBe(true);
    });
  }
});
