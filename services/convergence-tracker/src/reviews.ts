import {
  digestOf,
  type CaseProposal,
  type CaseState,
  type Digest,
  type Evaluation,
  type EventDraft,
  type IsoInstant,
  type ReviewId,
  type ReviewRequest,
  type Verdict,
} from "@synod/core";

/** A question that nobody answers is denied after this. */
const EXPIRES_MS = 7 * 86_400_000;

/** Verdicts that a person is asked about. */
const ASKED: ReadonlySet<Verdict> = new Set(["REVIEW", "ESCALATED", "BLOCKED"]);

/**
 * Asks a person about a verdict that needs one. One such question is open per scope: a newer one
 * replaces it, and new evidence makes the old one void.
 */
export function verdictReview(
  state: Readonly<CaseState>,
  evaluation: Evaluation,
  now: IsoInstant,
): EventDraft[] {
  const open = [...state.reviews.values()].filter(
    ({ status, request }) => status === "open" && request.about === "verdict",
  );
  const wanted = evaluation.final && ASKED.has(evaluation.verdict) ? request(state, evaluation, now) : null;
  if (wanted !== null && open.some((review) => review.request.binding === wanted.binding)) return [];
  const voided = open.map((review): EventDraft => ({
    type: "review.voided",
    data: { review: review.request.review, reason: "the case was judged anew" },
  }));
  return wanted === null ? voided : [...voided, { type: "review.requested", data: wanted }];
}

/** Asks about a proposal that policy holds, once. */
export function proposalReview(
  state: Readonly<CaseState>,
  { proposal }: CaseProposal,
  now: IsoInstant,
): EventDraft[] {
  const asked = [...state.reviews.values()].some((review) => review.request.proposal === proposal.proposal);
  if (asked) return [];
  const binding = digestOf({
    proposal: proposal.digest,
    epoch: state.machine.epoch,
    evidence: state.lastEvidence?.seq ?? 0,
  });
  const data: ReviewRequest = {
    ...common(binding, now),
    about: "proposal",
    proposal: proposal.proposal,
    question: `May ${proposal.role} ${proposal.action.kind}? ${proposal.reason}`,
    high_impact: true,
  };
  return [{ type: "review.requested", data }];
}

function request(state: Readonly<CaseState>, evaluation: Evaluation, now: IsoInstant): ReviewRequest {
  const binding = digestOf({
    verdict: evaluation.verdict,
    knowledge: state.knowledgeVersion,
    evidence: state.lastEvidence?.seq ?? 0,
    policy: evaluation.policy_digest,
  });
  return {
    ...common(binding, now),
    about: "verdict",
    proposal: null,
    question: `The case is ${evaluation.verdict}: ${evaluation.reason}. What shall be done?`,
    high_impact: false,
  };
}

function common(
  binding: Digest,
  now: IsoInstant,
): Omit<ReviewRequest, "about" | "proposal" | "question" | "high_impact"> {
  return {
    review: `review-${binding.slice(0, 16)}` as ReviewId,
    binding,
    options: ["approve", "resolve", "escalate", "defer"],
    required_relation: "approver",
    quorum: 1,
    expires_at: new Date(Date.parse(now) + EXPIRES_MS).toISOString() as IsoInstant,
    default: "deny",
  };
}
