import type { Digest } from "../ids.ts";

/** What an approval is about: newer evidence or another policy voids it; asking and answering do not. */
export interface ApprovalBinding {
  /** Knowledge changes applied so far. */
  readonly knowledge_epoch: number;
  /** `seq` of the last evidence; 0 if there is none. */
  readonly last_evidence_seq: number;
  readonly policy_digest: Digest;
}

/** A person's word that the case is settled. */
export interface Approval {
  /** Actor, as `user:ana`. One person's second approval counts once. */
  readonly by: string;
  /** The authorizer's answer, recorded when it was given. */
  readonly allowed: boolean;
  readonly binding: ApprovalBinding;
}

/** Who approved exactly this, and why the others do not count. Lists are sorted. */
export interface ApprovalCount {
  readonly people: readonly string[];
  readonly refused: readonly { readonly by: string; readonly reason: string }[];
}

/** Counts the approvals that are bound to what is now, by people who may give them. */
export function countApprovals(approvals: readonly Approval[], now: ApprovalBinding): ApprovalCount {
  const people = new Set<string>();
  const refused: { by: string; reason: string }[] = [];
  for (const { by, allowed, binding } of approvals) {
    const reason = allowed ? outdated(binding, now) : "may not approve this scope";
    if (reason === null) people.add(by);
    else refused.push({ by, reason });
  }
  return { people: [...people].sort(byText), refused: refused.sort((a, b) => byText(a.by, b.by)) };
}

function outdated(given: ApprovalBinding, now: ApprovalBinding): string | null {
  if (given.policy_digest !== now.policy_digest) return "approved under another finality policy";
  if (given.last_evidence_seq !== now.last_evidence_seq) {
    return `approved on the evidence up to event ${given.last_evidence_seq}, the last is event ${now.last_evidence_seq}`;
  }
  if (given.knowledge_epoch !== now.knowledge_epoch) {
    return `approved at knowledge epoch ${given.knowledge_epoch}, now it is ${now.knowledge_epoch}`;
  }
  return null;
}

/** By code units, as everything that is hashed is sorted. */
function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
