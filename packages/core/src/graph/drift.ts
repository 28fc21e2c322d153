import type { Drift, DriftKind, DriftLevel, GraphSummary } from "./derived.ts";
import type { Snapshot } from "../convergence/types.ts";

/** Mildest first. */
const ORDER: readonly DriftLevel[] = ["none", "low", "medium", "high", "critical"];

/** What drift compares of a graph: a few numbers, so that no old graph need be kept. */
export function summaryOf(snapshot: Snapshot, superseded: number): GraphSummary {
  return {
    claims: snapshot.claims.count,
    superseded,
    unresolved_mass: snapshot.contradictions.unresolved_mass,
    goals_resolved: snapshot.goals.resolved,
    goals_total: snapshot.goals.total,
    mean_confidence: snapshot.claims.mean_confidence,
  };
}

/** How the graph moved since `before` (null: from nothing). */
export function driftBetween(
  before: GraphSummary | null,
  now: GraphSummary,
  at: { readonly epoch: number; readonly fromVersion: number; readonly toVersion: number },
): Drift {
  const masses = massesBetween(before, now);
  const kinds = {
    contradiction: graded(masses.contradiction),
    goal: graded(masses.goal),
    factual: graded(masses.factual),
    entropy: graded(masses.entropy),
  };
  const level = Object.values(kinds).reduce<DriftLevel>(
    (highest, kind) => (ORDER.indexOf(kind.level) > ORDER.indexOf(highest) ? kind.level : highest),
    "none",
  );
  return {
    epoch: at.epoch,
    from_version: at.fromVersion,
    to_version: at.toVersion,
    kinds,
    level,
    summary: now,
  };
}

/**
 * Mass of each kind. Contradiction: new unresolved mass. Goal: goals that are no longer reached, as a part
 * of all. Factual: claims that lost their standing, as a part of those there were. Entropy: mean
 * confidence lost, relative to what it was.
 */
function massesBetween(before: GraphSummary | null, now: GraphSummary): Record<DriftKind, number> {
  if (before === null) return { contradiction: now.unresolved_mass, goal: 0, factual: 0, entropy: 0 };
  const lost = (from: number, to: number, whole: number) =>
    whole === 0 ? 0 : Math.max(0, from - to) / whole;
  return {
    contradiction: Math.max(0, now.unresolved_mass - before.unresolved_mass),
    goal: lost(before.goals_resolved, now.goals_resolved, now.goals_total),
    factual: lost(now.superseded, before.superseded, before.claims),
    entropy: lost(before.mean_confidence, now.mean_confidence, before.mean_confidence),
  };
}

function graded(mass: number): { readonly level: DriftLevel; readonly mass: number } {
  return { level: levelOf(mass), mass };
}

function levelOf(mass: number): DriftLevel {
  if (mass >= 1) return "critical";
  if (mass >= 0.6) return "high";
  if (mass >= 0.3) return "medium";
  return mass > 0 ? "low" : "none";
}
