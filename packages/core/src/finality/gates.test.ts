import { expect, test } from "vitest";
import type { Snapshot } from "../convergence/types.ts";
import { gatesOf } from "./gates.ts";
import { inputOf, levelled, SETTLED } from "./input.fixture.ts";
import { DEFAULT_FINALITY_POLICY as policy } from "./policy.ts";
import type { FinalityInput } from "./types.ts";

const gates = (snapshot: Snapshot, overrides: Partial<FinalityInput> = {}, by = policy) =>
  gatesOf(inputOf([snapshot], overrides, by), by);

test("gate A is closed without history, closed after a fall, and open otherwise", () => {
  const { reading } = inputOf([SETTLED]);
  expect(gates(SETTLED, { looks: 1, reading: { ...reading, monotonic: false } }).A).toEqual({
    pass: false,
    reason: "1 look so far, 3 are needed to tell",
  });
  expect(gates(SETTLED, { reading: { ...reading, monotonic: false } }).A).toEqual({
    pass: false,
    reason: "the score fell by more than 0.001 within the last 3 looks",
  });
  expect(gates(SETTLED).A).toEqual({
    pass: true,
    reason: "no score fell by more than 0.001 within the last 3 looks",
  });
});

test("gate B needs everything present, fresh and uncontradicted", () => {
  const evidence = (coverage: number, stale: number, unresolved_mass: number) =>
    gates({
      ...SETTLED,
      evidence: { coverage, stale },
      contradictions: { total: 1, unresolved: 1, total_mass: 1, unresolved_mass },
    }).B;
  expect(evidence(1, 0, 0)).toEqual({ pass: true, reason: "coverage 1, 0 stale, unresolved mass 0" });
  expect(evidence(0.99999, 0, 0).pass).toBe(false);
  // Rounded it would read "coverage 1": a reason must not contradict its gate.
  expect(evidence(0.99999, 0, 0).reason).toContain("coverage 0.99999");
  expect(evidence(1, 1, 0).pass).toBe(false);
  expect(evidence(1, 0, 1e-9).pass).toBe(false);
});

test("gate C opens at a quality of 0.7", () => {
  const { reading } = inputOf([SETTLED]);
  const quality = (value: number) => gates(SETTLED, { reading: { ...reading, quality: value } }).C.pass;
  expect(quality(0.7)).toBe(true);
  expect(quality(0.6999)).toBe(false);
});

test("gate D is open when off, and else needs both cycles and time", () => {
  expect(gates(SETTLED).D).toEqual({ pass: true, reason: "no quiet time is required" });
  const strict = { ...policy, quiescence: { idle_cycles_min: 2, idle_ms_min: 60_000 } };
  const quiet = (cycles: number, ms_since_activity: number) =>
    gates(SETTLED, { idle: { cycles, ms_since_change: 0, ms_since_activity } }, strict).D;
  expect(quiet(2, 60_000)).toEqual({
    pass: true,
    reason: "2 idle cycles and 1 minute of quiet, required 2 and 1 minute",
  });
  expect(quiet(1, 60_000).pass).toBe(false);
  expect(quiet(2, 59_999)).toEqual({
    pass: false,
    reason: "2 idle cycles and 59 seconds of quiet, required 2 and 1 minute",
  });
  const cyclesOnly = { ...policy, quiescence: { idle_cycles_min: 5, idle_ms_min: 0 } };
  expect(gates(SETTLED, {}, cyclesOnly).D.pass).toBe(false);
});

test("gate E needs a claim and a goal", () => {
  const content = (count: number, total: number) =>
    gates({ ...SETTLED, claims: { ...SETTLED.claims, count }, goals: { total, resolved: total } }).E;
  expect(content(1, 1)).toEqual({ pass: true, reason: "1 active claim, 1 goal" });
  expect(content(0, 1).pass).toBe(false);
  expect(content(1, 0).pass).toBe(false);
});

test("gate P is closed by an open high-impact review", () => {
  expect(gates(levelled(0.5)).P.pass).toBe(true);
  expect(gates(levelled(0.5), { highImpactReviewsOpen: 2 }).P).toEqual({
    pass: false,
    reason: "2 high-impact reviews still open",
  });
});
