import { certificatePayload } from "../case/certificate-payload.ts";
import type { CaseState } from "../case/state.ts";
import { evaluateCase } from "../case/evaluate.ts";
import type { PublicJwk } from "../certificate/jwk.ts";
import { verifyCertificate } from "../certificate/verify.ts";
import { digestOf } from "../crypto/digest.ts";
import type { FinalityPolicy } from "../finality/policy.ts";
import type { OpenedEvent, OpenedEventOf } from "../log/event.ts";
import type { BadEvent } from "./chain.ts";

/** What recomputation is checked against. Null: that part is not checked. */
export interface VerifyInputs {
  readonly policy: FinalityPolicy | null;
  readonly keys: readonly PublicJwk[] | null;
}

/**
 * Recomputes what an event claims about the log before it: verdicts by the published formulas,
 * certificates by signature and content. `state` is the fold of everything before the event.
 */
export function checkClaims(
  state: Readonly<CaseState>,
  event: OpenedEvent,
  inputs: VerifyInputs,
): BadEvent | null {
  switch (event.type) {
    case "finality.evaluated":
      return checkEvaluation(state, event, inputs.policy);
    case "finality.certified":
      return checkCertificate(state, event, inputs.keys);
    default:
      return null;
  }
}

function checkEvaluation(
  state: Readonly<CaseState>,
  { seq, data, recorded_at }: OpenedEventOf<"finality.evaluated">,
  policy: FinalityPolicy | null,
): BadEvent | null {
  // A verdict of another policy version is recomputed by those who hold that version.
  if (policy === null || policy.digest !== data.policy_digest) return null;
  const again = evaluateCase(
    state,
    { confirmation: data.confirmation, more: !data.final, now: recorded_at },
    policy,
  );
  if (again.knowledge_digest !== data.knowledge_digest)
    return { seq, reason: "states another knowledge than the log" };
  if (again.verdict !== data.verdict)
    return { seq, reason: `says ${data.verdict}, the formulas say ${again.verdict}` };
  return again.digest === data.digest ? null : { seq, reason: "states another digest than the log" };
}

/** Nothing that a certificate states but its own time and the rules then in force is taken on trust. */
function checkCertificate(
  state: Readonly<CaseState>,
  { seq, data }: OpenedEventOf<"finality.certified">,
  keys: readonly PublicJwk[] | null,
): BadEvent | null {
  if (keys === null) return null;
  const check = verifyCertificate(data.jws, { keys });
  if (!check.ok) return { seq, reason: `its certificate does not verify: ${check.line} ${check.reason}` };
  const stated = check.payload;
  if (digestOf(stated) !== data.payload_digest)
    return { seq, reason: "states another digest than its certificate has" };
  const standing = state.evaluation;
  if (standing === null || standing.seq !== data.evaluated_seq)
    return { seq, reason: "certifies an evaluation that does not stand" };
  const expected = certificatePayload(state, standing, {
    issuedAt: stated.issued_at,
    governance: stated.policies.governance,
    authorizationModel: stated.policies.authorization_model,
  });
  const said = new Map<string, unknown>(Object.entries(stated));
  const differing = Object.entries(expected).find(
    ([name, value]) => digestOf(value) !== digestOf(said.get(name)),
  );
  return differing === undefined
    ? null
    : { seq, reason: `its certificate states another ${differing[0]} than the log` };
}
