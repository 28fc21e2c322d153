import type { ClaimId, Digest } from "../ids.ts";

export type DriftKind = "contradiction" | "goal" | "factual" | "entropy";
export type DriftLevel = "none" | "low" | "medium" | "high" | "critical";

/** How the graph moved between two epochs. */
export interface Drift {
  /** Epoch of the scope when it was measured. */
  readonly epoch: number;
  /** Knowledge version (applied changes) compared from, and to. */
  readonly from_version: number;
  readonly to_version: number;
  readonly kinds: Readonly<Record<DriftKind, { readonly level: DriftLevel; readonly mass: number }>>;
  /** The highest of the kinds. */
  readonly level: DriftLevel;
  /** What the next drift is measured from. */
  readonly summary: GraphSummary;
}

/** The numbers of a graph that drift compares. */
export interface GraphSummary {
  readonly claims: number;
  readonly superseded: number;
  readonly unresolved_mass: number;
  readonly goals_resolved: number;
  readonly goals_total: number;
  readonly mean_confidence: number;
}

/** What the status role says of a case: which claim answers which goal. */
export interface Assessment {
  /** Digest of goals and links, so that the same assessment is not proposed twice. */
  readonly digest: Digest;
  readonly goals: readonly GoalStatus[];
}

export interface GoalStatus {
  readonly id: string;
  readonly reached: boolean;
  /** The claim that answers it, if any (also when a contradiction still touches it). */
  readonly claim: ClaimId | null;
}

export interface EvidenceStatus {
  readonly kind: string;
  readonly present: boolean;
  /** Days between the newest document of the kind and the case's day; null if absent or undated. */
  readonly age_days: number | null;
  readonly fresh: boolean;
}
