import { pointOf } from "../convergence/score.ts";
import { readTrajectory } from "../convergence/trajectory.ts";
import { openRound } from "../flow/rest.ts";
import type { FinalityPolicy } from "../finality/policy.ts";
import type { Evaluation } from "../finality/types.ts";
import { verdictOf } from "../finality/verdict.ts";
import { knowledgeOf } from "../graph/knowledge.ts";
import { snapshotOf } from "../graph/snapshot.ts";
import type { IsoInstant } from "../ids.ts";
import { caseDay, clockStands } from "./day.ts";
import { caseDigest, knowledgeDigest } from "./report.ts";
import type { CaseState } from "./state.ts";

/** Which look at the graph this is. */
export interface Look {
  /** 0 closes a round; n is the n-th confirmation of the unchanged graph. */
  readonly confirmation: number;
  /** Documents are waiting, so another round follows. */
  readonly more: boolean;
  readonly now: IsoInstant;
}

/** Judges the graph as it is: every number of the verdict, with its reasons. Pure. */
export function evaluateCase(state: Readonly<CaseState>, look: Look, policy: FinalityPolicy): Evaluation {
  const day = caseDay(state, look.now);
  const snapshot = snapshotOf(state.graph, state.config, day);
  const point = pointOf(snapshot, policy);
  const earlier = state.rounds.flatMap((round) => (round.point === null ? [] : [round.point]));
  // The look that closes a round is its point; any other adds none.
  const points = openRound(state) === null ? earlier : [...earlier, point];
  const confirmed = state.confirmations.map((evaluation) => evaluation.point.score);
  const confirmations = look.confirmation === 0 ? [] : [...confirmed, point.score];
  const reading = readTrajectory(points, confirmations, policy);
  const idle = idleness(state, look);
  const result = verdictOf(
    {
      snapshot,
      point,
      reading,
      points: points.length,
      looks: points.length + confirmations.length,
      idle,
      highImpactReviewsOpen: openHighImpactReviews(state),
      approvals: [],
      binding: {
        knowledge_epoch: state.knowledgeVersion,
        last_evidence_seq: state.lastEvidence?.seq ?? 0,
        policy_digest: policy.digest,
      },
    },
    policy,
  );
  const knowledge = knowledgeOf(state.graph, state.config, day);
  const standing = clockStands(state);
  return {
    round: state.rounds.length,
    confirmation: look.confirmation,
    final:
      !look.more &&
      (!standing || state.rounds.length === 0 || look.confirmation >= policy.trajectory.plateau_rounds),
    ...result,
    snapshot,
    point,
    reading,
    idle,
    policy_digest: policy.digest,
    digest: caseDigest(knowledge, { verdict: result.verdict, score: point.score, gates: result.gates }),
    knowledge_digest: knowledgeDigest(knowledge),
    last_evidence: state.lastEvidence?.id ?? null,
  };
}

/** Where the clock stands, no time passes: what a case is must not depend on the day of the run. */
function idleness(state: Readonly<CaseState>, { now, confirmation }: Look): Evaluation["idle"] {
  const cycles = Math.max(confirmation, state.idleCycles);
  if (clockStands(state)) return { cycles, ms_since_change: 0, ms_since_activity: 0 };
  const since = (instant: IsoInstant | null) =>
    instant === null ? 0 : Math.max(0, Date.parse(now) - Date.parse(instant));
  const lastReceipt = [...state.documents.values()].reduce<IsoInstant | null>(
    (latest, { receivedAt }) => (latest === null || receivedAt > latest ? receivedAt : latest),
    null,
  );
  return { cycles, ms_since_change: since(state.lastChangeAt), ms_since_activity: since(lastReceipt) };
}

function openHighImpactReviews({ reviews }: Readonly<CaseState>): number {
  return [...reviews.values()].filter(({ status, request }) => status === "open" && request.high_impact)
    .length;
}
