import type { CertificatePayload } from "../certificate/payload.ts";
import { digestOf } from "../crypto/digest.ts";
import type { Digest, IsoInstant } from "../ids.ts";
import { caseDay } from "./day.ts";
import type { CaseState } from "./state.ts";

/** The evaluation that stands, with its place in the log. */
export type StandingEvaluation = NonNullable<CaseState["evaluation"]>;

/** What a certificate states besides what the log does: when it was signed, and what was in force. */
export interface CertificateContext {
  readonly issuedAt: IsoInstant;
  readonly governance: Digest;
  readonly authorizationModel: Digest;
}

/**
 * What a certificate of the standing evaluation states. One function makes it for who signs and for who
 * verifies. Pure. Source: design, convergence, "Certificate".
 */
export function certificatePayload(
  state: Readonly<CaseState>,
  { evaluation, seq, hash }: StandingEvaluation,
  { issuedAt, governance, authorizationModel }: CertificateContext,
): CertificatePayload {
  const { point, gates, snapshot, verdict, digest, knowledge_digest, policy_digest } = evaluation;
  return {
    version: 1,
    tenant: state.tenant,
    scope: state.scope,
    verdict,
    digest,
    knowledge_digest,
    issued_at: issuedAt,
    log: { seq, hash },
    as_of: { valid: caseDay(state, issuedAt), recorded: state.head?.recordedAt ?? issuedAt },
    snapshot,
    score: point.score,
    v: point.v,
    dimensions: point.dimensions,
    gates,
    trajectory: state.rounds.flatMap(({ point: of }) => (of === null ? [] : [{ score: of.score, v: of.v }])),
    policies: {
      governance,
      finality: policy_digest,
      authorization_model: authorizationModel,
      evidence_schema: digestOf(state.config?.evidence ?? []),
    },
    approvals: [],
    previous: state.certificates.at(-1)?.payloadDigest ?? null,
  };
}
