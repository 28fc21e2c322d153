import type { GateName, Verdict } from "../finality/types.ts";
import type { DimensionName } from "../convergence/types.ts";
import type { CertificatePayload } from "./payload.ts";

/**
 * True if a signed payload has the shape of a certificate; `misfit` is told the path of the first member that
 * has not. Members beyond those known are no misfit: they were signed too.
 */
export function isCertificatePayload(
  value: unknown,
  misfit: (path: string) => void,
): value is CertificatePayload {
  const path = firstMisfit(value, PAYLOAD, "payload");
  if (path !== null) misfit(path);
  return path === null;
}

/** A test of one member, or the shapes of its members; in a list, that of each element. */
type Shape =
  | ((value: unknown) => boolean)
  | { readonly each: Shape }
  | { readonly members: Readonly<Record<string, Shape>> };

/** Path of the first member that does not fit, or null. As deep as the shape, however deep the value. */
function firstMisfit(value: unknown, shape: Shape, path: string): string | null {
  if (typeof shape === "function") return shape(value) ? null : path;
  if (typeof value !== "object" || value === null) return path;
  if (Array.isArray(value) !== "each" in shape) return path;
  if ("each" in shape)
    return firstOf(
      Object.entries(value).map(([index, element]) => [index, element, shape.each]),
      path,
    );
  return firstOf(
    Object.entries(shape.members).map(([name, member]) => [name, Reflect.get(value, name), member]),
    path,
  );
}

function firstOf(parts: readonly (readonly [string, unknown, Shape])[], path: string): string | null {
  for (const [name, value, shape] of parts) {
    const misfit = firstMisfit(value, shape, `${path}.${name}`);
    if (misfit !== null) return misfit;
  }
  return null;
}

const text: Shape = (value) => typeof value === "string";
const number: Shape = (value) => typeof value === "number";
const count: Shape = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const digest: Shape = (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
const digestOrNull: Shape = (value) =>
  value === null || (typeof value === "string" && /^[0-9a-f]{64}$/.test(value));
const instant: Shape = (value) =>
  typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);
const dayOrNull: Shape = (value) =>
  value === null || (typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value));

const VERDICTS = {
  RESOLVED: 1,
  ESCALATED: 1,
  BLOCKED: 1,
  EXPIRED: 1,
  REVIEW: 1,
  ACTIVE: 1,
} as const satisfies Record<Verdict, 1>;

const gate: Shape = { members: { pass: (value) => typeof value === "boolean", reason: text } };
const dimension: Shape = { members: { actual: number, target: number, weight: number, pressure: number } };

const GATES = { A: gate, B: gate, C: gate, D: gate, E: gate, P: gate } as const satisfies Record<
  GateName,
  Shape
>;

const DIMENSIONS = {
  claim_confidence: dimension,
  contradiction_resolution: dimension,
  goal_completion: dimension,
  risk_score_inverse: dimension,
} as const satisfies Record<DimensionName, Shape>;

const SNAPSHOT = {
  claims: { members: { count, mean_confidence: number, min_confidence: number } },
  contradictions: {
    members: { total: count, unresolved: count, total_mass: number, unresolved_mass: number },
  },
  goals: { members: { total: count, resolved: count } },
  risks: { members: { critical: count, score: number } },
  evidence: { members: { coverage: number, stale: count } },
  critical_assessments: count,
} as const satisfies Record<keyof CertificatePayload["snapshot"], Shape>;

const MEMBERS = {
  version: (value) => value === 1,
  tenant: text,
  scope: text,
  verdict: (value) => typeof value === "string" && Object.hasOwn(VERDICTS, value),
  digest,
  knowledge_digest: digest,
  issued_at: instant,
  log: { members: { seq: count, hash: digest } },
  as_of: { members: { valid: dayOrNull, recorded: instant } },
  snapshot: { members: SNAPSHOT },
  score: number,
  v: number,
  dimensions: { members: DIMENSIONS },
  gates: { members: GATES },
  trajectory: { each: { members: { score: number, v: number } } },
  policies: {
    members: { governance: digest, finality: digest, authorization_model: digest, evidence_schema: digest },
  },
  approvals: { each: digest },
  previous: digestOrNull,
} as const satisfies Record<keyof CertificatePayload, Shape>;

const PAYLOAD: Shape = { members: MEMBERS };
