import { sha256Hex } from "../crypto/digest.ts";
import { pointOf } from "../convergence/score.ts";
import { gatesOf } from "../finality/gates.ts";
import { inputOf, SETTLED } from "../finality/input.fixture.ts";
import { DEFAULT_FINALITY_POLICY } from "../finality/policy.ts";
import type { IsoDate, IsoInstant, ScopeId, TenantId } from "../ids.ts";
import type { CertificatePayload } from "./payload.ts";

const { score, v, dimensions } = pointOf(SETTLED, DEFAULT_FINALITY_POLICY);

/** What a certificate of a settled case states. */
export const PAYLOAD: CertificatePayload = {
  version: 1,
  tenant: "acme" as TenantId,
  scope: "harbour-crane" as ScopeId,
  verdict: "RESOLVED",
  digest: sha256Hex("case"),
  knowledge_digest: sha256Hex("knowledge"),
  issued_at: "2025-11-03T10:00:00.000Z" as IsoInstant,
  log: { seq: 42, hash: sha256Hex("head") },
  as_of: { valid: "2025-11-03" as IsoDate, recorded: "2025-11-03T09:59:59.123Z" as IsoInstant },
  snapshot: SETTLED,
  score,
  v,
  dimensions,
  gates: gatesOf(inputOf([SETTLED]), DEFAULT_FINALITY_POLICY),
  trajectory: [{ score, v }],
  policies: {
    governance: sha256Hex("governance"),
    finality: DEFAULT_FINALITY_POLICY.digest,
    authorization_model: sha256Hex("model"),
    evidence_schema: sha256Hex("evidence"),
  },
  approvals: [sha256Hex("approval")],
  previous: null,
};
