import type { Idleness, Snapshot, TrajectoryPoint } from "../convergence/types.ts";
import type { Trend } from "../convergence/trend.ts";
import type { Digest, EventId } from "../ids.ts";
import type { Approval, ApprovalBinding } from "./approval.ts";

export type Verdict = "RESOLVED" | "ESCALATED" | "BLOCKED" | "EXPIRED" | "REVIEW" | "ACTIVE";

export type GateName = "A" | "B" | "C" | "D" | "E" | "P";

export interface GateResult {
  readonly pass: boolean;
  readonly reason: string;
}

/** A RESOLVED condition of the finality policy with its numbers. */
export interface ConditionResult {
  readonly name: string;
  readonly pass: boolean;
  readonly actual: number;
  readonly bound: number;
  /** Sign and bound, as `≥ 0.85`. */
  readonly required: string;
  readonly human_only: boolean;
}

/** Everything a verdict depends on. */
export interface FinalityInput {
  readonly snapshot: Snapshot;
  readonly point: TrajectoryPoint;
  readonly reading: TrajectoryReading;
  /** Points of the trajectory so far; confirmations are none. */
  readonly points: number;
  /** Points and confirmations. */
  readonly looks: number;
  readonly idle: Idleness;
  readonly highImpactReviewsOpen: number;
  /** Given so far; those bound to anything else than `binding` do not count. */
  readonly approvals: readonly Approval[];
  readonly binding: ApprovalBinding;
}

export interface VerdictResult {
  readonly verdict: Verdict;
  readonly reason: string;
  readonly gates: Readonly<Record<GateName, GateResult>>;
  readonly conditions: readonly ConditionResult[];
}

/** What the formulas read out of a trajectory; null where undefined. */
export interface TrajectoryReading {
  readonly rate: number;
  readonly eta_rounds: number | null;
  readonly monotonic: boolean;
  readonly plateau_rounds: number;
  readonly plateau: boolean;
  readonly oscillating: boolean;
  readonly quality: number;
  readonly lag1: number | null;
  readonly trend: Trend;
}

/** A verdict with every number and reason it stands on: the data of `finality.evaluated`. */
export interface Evaluation {
  /** The round whose graph was looked at. */
  readonly round: number;
  /** 0 for the evaluation that closes a round; n for the n-th confirmation of the unchanged graph. */
  readonly confirmation: number;
  /** No other evaluation follows by itself, unless a live clock's timer fires. */
  readonly final: boolean;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly snapshot: Snapshot;
  readonly point: TrajectoryPoint;
  readonly reading: TrajectoryReading;
  readonly gates: Readonly<Record<GateName, GateResult>>;
  readonly conditions: readonly ConditionResult[];
  readonly idle: Idleness;
  readonly policy_digest: Digest;
  /** Digest of the case report as of this evaluation: what the certificate states. */
  readonly digest: Digest;
  readonly knowledge_digest: Digest;
  /** Event id of the last evidence (`knowledge.changed` of an extraction) it is based on. */
  readonly last_evidence: EventId | null;
}
