import type { Digest } from "../ids.ts";

export type Effect = "allow" | "deny" | "hold";

export type PolicyMode = "autonomous" | "supervised" | "rules-only";

/** The one document that policy engines read. Everything in it is recorded with the decision. */
export interface PolicyInput {
  readonly proposal: {
    readonly id: string;
    readonly role: string;
    readonly action: string;
    readonly digest: string;
    readonly expected_epoch: number | null;
    readonly provenance: "untrusted" | "derived";
  };
  readonly agent: { readonly id: string };
  readonly scope: {
    readonly tenant: string;
    readonly id: string;
    readonly state: string;
    readonly epoch: number;
    readonly mode: PolicyMode;
  };
  readonly drift: { readonly level: string } | null;
  readonly evidence: { readonly statements: number; readonly risks: number } | null;
}

export interface EngineAnswer {
  readonly engine: "yaml";
  readonly set: string;
  /** Rule that decided, or null if none applied. */
  readonly rule: string | null;
  readonly effect: Effect | null;
}

/** Policy's answer with every input it used; reproducible byte for byte. */
export interface Decision {
  readonly effect: Effect;
  readonly code: string;
  readonly reason: string;
  readonly input: PolicyInput;
  readonly authorization: {
    readonly user: string;
    readonly relation: string;
    readonly object: string;
    readonly allowed: boolean;
    readonly model_digest: Digest;
  } | null;
  readonly answers: readonly EngineAnswer[];
  /** Steps taken, in order: `well-formed`, `fresh`, `authorized`, `admissible`, `mode`. */
  readonly path: readonly string[];
  readonly policy_digest: Digest;
  /** SHA-256 of the canonical JSON of all the above. */
  readonly digest: Digest;
}
