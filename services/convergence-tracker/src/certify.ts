import {
  certificatePayload,
  signCertificate,
  type CertificateContext,
  type SigningKey,
  type StandingEvaluation,
} from "@synod/core";
import { NOTHING, type Outcome, type View } from "@synod/runtime";

/** Digests of what is in force beside the finality policy, which every evaluation names itself. */
export type CertifiedPolicies = Omit<CertificateContext, "issuedAt">;

/** Signs what the standing evaluation states, once. */
export function certify(
  { state, now }: View,
  current: StandingEvaluation,
  ports: { readonly certifiedPolicies: CertifiedPolicies; readonly signingKey: SigningKey },
): Outcome {
  if (state.certificates.at(-1)?.evaluatedSeq === current.seq) return NOTHING;
  const payload = certificatePayload(state, current, { issuedAt: now, ...ports.certifiedPolicies });
  const { jws, payloadDigest } = signCertificate(payload, ports.signingKey);
  const data = { jws, payload_digest: payloadDigest, evaluated_seq: current.seq };
  return { events: [{ type: "finality.certified", data, idempotencyKey: `certified:${current.seq}` }] };
}
