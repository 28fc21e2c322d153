import type { CaseConfig } from "../case/config.ts";
import type { Snapshot } from "../convergence/types.ts";
import type { IsoDate } from "../ids.ts";
import type { Graph } from "./change.ts";
import { evidenceStatuses } from "./evidence.ts";
import { goalStatuses, relevantClaims } from "./goals.ts";
import { byCodeUnits } from "./keys.ts";
import { openRisks } from "./knowledge.ts";
import type { Severity } from "./types.ts";

/** Mass of a contradiction of full materiality. Source: design, convergence, "Snapshot". */
export const CONTRADICTION_MASS: Readonly<Record<Severity, number>> = {
  low: 0.1,
  medium: 0.3,
  high: 0.6,
  critical: 1,
};

/** Probability that a risk bites, by severity. Source: the same table. */
export const RISK_PROBABILITY: Readonly<Record<Severity, number>> = {
  low: 0.02,
  medium: 0.05,
  high: 0.12,
  critical: 0.4,
};

/**
 * Everything the formulas read, as of now. Sums are folded in id order, so that the same graph gives the
 * same bits on every machine. `day` null: no age can be told.
 */
export function snapshotOf(graph: Graph, config: CaseConfig | null, day: IsoDate | null): Snapshot {
  return {
    claims: claimNumbers(graph, config),
    contradictions: contradictionNumbers(graph),
    goals: goalNumbers(graph, config),
    risks: riskNumbers(graph),
    evidence: evidenceNumbers(graph, config, day),
    critical_assessments: 0,
  };
}

function claimNumbers(graph: Graph, config: CaseConfig | null): Snapshot["claims"] {
  const active = relevantClaims(config, graph).sort((a, b) => byCodeUnits(a.id, b.id));
  if (active.length === 0) return { count: 0, mean_confidence: 0, min_confidence: 0 };
  const sum = active.reduce((total, claim) => total + claim.confidence, 0);
  const least = active.reduce((low, claim) => Math.min(low, claim.confidence), 1);
  return { count: active.length, mean_confidence: sum / active.length, min_confidence: least };
}

function contradictionNumbers(graph: Graph): Snapshot["contradictions"] {
  const all = [...graph.contradictions.values()].sort((a, b) => byCodeUnits(a.id, b.id));
  const massOf = (list: typeof all) =>
    list.reduce((mass, { severity, materiality }) => mass + CONTRADICTION_MASS[severity] * materiality, 0);
  const open = all.filter(({ status }) => status === "open");
  return {
    total: all.length,
    unresolved: open.length,
    total_mass: massOf(all),
    unresolved_mass: massOf(open),
  };
}

function goalNumbers(graph: Graph, config: CaseConfig | null): Snapshot["goals"] {
  const goals = goalStatuses(config, graph);
  return { total: goals.length, resolved: goals.filter(({ reached }) => reached).length };
}

/** 1 − Π(1 − sᵢ) over open risks. */
function riskNumbers(graph: Graph): Snapshot["risks"] {
  const severities = openRisks(graph).map(({ severity }) => severity);
  // By severity, so that the product does not depend on the order of documents.
  const safe = [...severities]
    .sort(byCodeUnits)
    .reduce((product, severity) => product * (1 - RISK_PROBABILITY[severity]), 1);
  return { critical: severities.filter((severity) => severity === "critical").length, score: 1 - safe };
}

function evidenceNumbers(graph: Graph, config: CaseConfig | null, day: IsoDate | null): Snapshot["evidence"] {
  const statuses = evidenceStatuses(config?.evidence ?? [], graph, day);
  const present = statuses.filter((status) => status.present).length;
  return {
    coverage: statuses.length === 0 ? 1 : present / statuses.length,
    stale: statuses.filter((status) => status.present && !status.fresh).length,
  };
}
