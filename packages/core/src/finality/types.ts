import type { Snapshot, TrajectoryPoint } from "../convergence/types.ts";
import type { Digest, EventId } from "../ids.ts";

export type Verdict = "RESOLVED" | "ESCALATED" | "BLOCKED" | "EXPIRED" | "REVIEW" | "ACTIVE";

export type GateName = "A" | "B" | "C" | "D" | "E" | "P";

export interface GateResult {
  readonly pass: boolean;
  readonly reason: string;
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
  readonly trend: "improving" | "flat" | "worsening" | "unknown";
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
  /** RESOLVED conditions of the finality policy, each with its numbers. */
  readonly conditions: readonly { readonly name: string; readonly pass: boolean; readonly actual: number; readonly required: string }[];
  readonly idle: { readonly cycles: number; readonly ms_since_change: number; readonly ms_since_activity: number };
  readonly policy_digest: Digest;
  /** Digest of the case report as of this evaluation: what the certificate states. */
  readonly digest: Digest;
  readonly knowledge_digest: Digest;
  /** Event id of the last evidence (`knowledge.changed` of an extraction) it is based on. */
  readonly last_evidence: EventId | null;
}
