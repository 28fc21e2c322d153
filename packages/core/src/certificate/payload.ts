import type { Snapshot, TrajectoryPoint } from "../convergence/types.ts";
import type { GateName, GateResult, Verdict } from "../finality/types.ts";
import type { Digest, IsoDate, IsoInstant, ScopeId, TenantId } from "../ids.ts";

/** What a certificate states: that a scope was final at a point of its log, and on which inputs. */
export interface CertificatePayload {
  readonly version: 1;
  readonly tenant: TenantId;
  readonly scope: ScopeId;
  readonly verdict: Verdict;
  /** Of the case (knowledge and verdict), and of its knowledge alone. */
  readonly digest: Digest;
  readonly knowledge_digest: Digest;
  readonly issued_at: IsoInstant;
  /** Log position of the evaluation, and the chain's hash there. */
  readonly log: { readonly seq: number; readonly hash: Digest };
  /** Day in the world that the snapshot is about, and when it was recorded. */
  readonly as_of: { readonly valid: IsoDate | null; readonly recorded: IsoInstant };
  readonly snapshot: Snapshot;
  readonly score: number;
  readonly v: number;
  readonly dimensions: TrajectoryPoint["dimensions"];
  readonly gates: Readonly<Record<GateName, GateResult>>;
  /** Score and V of each round, oldest first. */
  readonly trajectory: readonly { readonly score: number; readonly v: number }[];
  readonly policies: {
    readonly governance: Digest;
    readonly finality: Digest;
    readonly authorization_model: Digest;
    readonly evidence_schema: Digest;
  };
  readonly approvals: readonly Digest[];
  /** Digest of the payload of the certificate before, or null. */
  readonly previous: Digest | null;
}
