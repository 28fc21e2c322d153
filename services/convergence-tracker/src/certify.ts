import {
  caseDay,
  digestOf,
  signCertificate,
  type CaseState,
  type CertificatePayload,
  type Digest,
  type SigningKey,
} from "@synod/core";
import { NOTHING, type Outcome, type View } from "@synod/runtime";

/** Digests of the policies in force, as a certificate names them. */
export interface CertifiedPolicies {
  readonly governance: Digest;
  readonly finality: Digest;
  readonly authorization_model: Digest;
}

type Standing = NonNullable<CaseState["evaluation"]>;

/** Signs what the standing evaluation states, once. */
export function certify(
  view: View,
  current: Standing,
  ports: { readonly certifiedPolicies: CertifiedPolicies; readonly signingKey: SigningKey },
): Outcome {
  if (view.state.certificates.at(-1)?.evaluatedSeq === current.seq) return NOTHING;
  const { jws, payloadDigest } = signCertificate(
    payloadOf(view, current, ports.certifiedPolicies),
    ports.signingKey,
  );
  const data = { jws, payload_digest: payloadDigest, evaluated_seq: current.seq };
  return { events: [{ type: "finality.certified", data, idempotencyKey: `certified:${current.seq}` }] };
}

function payloadOf(
  { state, now }: View,
  { evaluation, seq, hash }: Standing,
  policies: CertifiedPolicies,
): CertificatePayload {
  const { point, gates, snapshot, verdict, digest, knowledge_digest } = evaluation;
  return {
    version: 1,
    tenant: state.tenant,
    scope: state.scope,
    verdict,
    digest,
    knowledge_digest,
    issued_at: now,
    log: { seq, hash },
    as_of: { valid: caseDay(state, now), recorded: state.head?.recordedAt ?? now },
    snapshot,
    score: point.score,
    v: point.v,
    dimensions: point.dimensions,
    gates,
    trajectory: state.rounds.flatMap(({ point: of }) => (of === null ? [] : [{ score: of.score, v: of.v }])),
    policies: { ...policies, evidence_schema: digestOf(state.config?.evidence ?? []) },
    approvals: [],
    previous: state.certificates.at(-1)?.payloadDigest ?? null,
  };
}
