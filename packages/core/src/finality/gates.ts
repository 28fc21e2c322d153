import { counted, duration, shown } from "./shown.ts";
import type { FinalityThresholds } from "./policy.ts";
import type { FinalityInput, GateName, GateResult } from "./types.ts";

/** Every gate with its numbers, pass or fail. Source: design, convergence, "Gates". */
export function gatesOf(
  input: FinalityInput,
  policy: FinalityThresholds,
): Readonly<Record<GateName, GateResult>> {
  return {
    A: monotonicity(input, policy),
    B: evidence(input),
    C: trajectory(input, policy),
    D: quiescence(input, policy),
    E: content(input),
    P: permission(input),
  };
}

function monotonicity(
  { reading, looks }: FinalityInput,
  { trajectory: { monotonic_points, score_noise } }: FinalityThresholds,
): GateResult {
  if (looks < monotonic_points) {
    return {
      pass: false,
      reason: `${counted(looks, "look")} so far, ${monotonic_points} are needed to tell`,
    };
  }
  const what = `by more than ${score_noise} within the last ${monotonic_points} looks`;
  return {
    pass: reading.monotonic,
    reason: reading.monotonic ? `no score fell ${what}` : `the score fell ${what}`,
  };
}

function evidence({ snapshot }: FinalityInput): GateResult {
  const { coverage, stale } = snapshot.evidence;
  const { unresolved_mass } = snapshot.contradictions;
  const pass = coverage >= 1 && stale === 0 && unresolved_mass === 0;
  const numbers = `coverage ${shown(coverage, 1)}, ${stale} stale, unresolved mass ${shown(unresolved_mass, 0)}`;
  return { pass, reason: pass ? numbers : `${numbers}: required are 1, 0 and 0` };
}

function trajectory(
  { reading }: FinalityInput,
  { trajectory: { quality_min } }: FinalityThresholds,
): GateResult {
  const pass = reading.quality >= quality_min;
  return {
    pass,
    reason: `trajectory quality ${shown(reading.quality, quality_min)}, required ≥ ${quality_min}`,
  };
}

function quiescence(
  { idle }: FinalityInput,
  { quiescence: { idle_cycles_min, idle_ms_min } }: FinalityThresholds,
): GateResult {
  if (idle_cycles_min === 0 && idle_ms_min === 0) return { pass: true, reason: "no quiet time is required" };
  const pass = idle.cycles >= idle_cycles_min && idle.ms_since_activity >= idle_ms_min;
  const quiet = `${counted(idle.cycles, "idle cycle")} and ${duration(idle.ms_since_activity)} of quiet`;
  return { pass, reason: `${quiet}, required ${idle_cycles_min} and ${duration(idle_ms_min)}` };
}

function content({ snapshot: { claims, goals } }: FinalityInput): GateResult {
  const pass = claims.count >= 1 && goals.total >= 1;
  const numbers = `${counted(claims.count, "active claim")}, ${counted(goals.total, "goal")}`;
  return { pass, reason: pass ? numbers : `${numbers}: at least one of each is needed` };
}

function permission({ highImpactReviewsOpen: open }: FinalityInput): GateResult {
  return {
    pass: open === 0,
    reason:
      open === 0 ? "no high-impact review is open" : `${counted(open, "high-impact review")} still open`,
  };
}
