import type { Goal } from "../case/config.ts";
import type { ClaimId } from "../ids.ts";
import type { Graph } from "./change.ts";
import type { GoalStatus } from "./derived.ts";
import { byCodeUnits, isPlan, wordsOf } from "./keys.ts";
import type { Claim } from "./types.ts";

/**
 * Which claim answers which goal: the current claim whose attribute (and subject) share most words with
 * what the goal is about. A goal is reached when no unresolved contradiction touches that claim.
 */
export function goalStatuses(goals: readonly Goal[], graph: Graph): GoalStatus[] {
  const disputed = disputedClaims(graph);
  const claims = [...graph.claims.values()].filter((claim) => claim.status === "current");
  return goals.map((goal) => {
    const answers = bestAnswers(goal, claims);
    const undisputed = answers.find((claim) => !disputed.has(claim.id));
    const best = undisputed ?? answers[0];
    const contested = answers.some((claim) => disputed.has(claim.id));
    return { id: goal.id, reached: undisputed !== undefined && !contested, claim: best?.id ?? null };
  });
}

/**
 * The claims a verdict rests on: current ones that answer a goal or that an unresolved contradiction touches.
 * What a document says besides ("should the ship be late, the fee would be 5,000") is kept, and is no measure of
 * how sure the case is. A scope that asks nothing has no measure of relevance: there every current claim counts.
 * Source: design, convergence, "Snapshot": superseded and irrelevant claims are out.
 */
export function relevantClaims(goals: readonly Goal[], graph: Graph): Claim[] {
  const claims = [...graph.claims.values()].filter((claim) => claim.status === "current");
  if (goals.length === 0) return claims;
  const answers = new Set(goals.flatMap((goal) => bestAnswers(goal, claims)));
  const disputed = disputedClaims(graph);
  return claims.filter((claim) => answers.has(claim) || disputed.has(claim.id));
}

/** Claims that an unresolved contradiction touches. */
export function disputedClaims({ contradictions }: Graph): Set<ClaimId> {
  const disputed = new Set<ClaimId>();
  for (const { a, b, status } of contradictions.values()) {
    if (status === "open") disputed.add(a).add(b);
  }
  return disputed;
}

/** Claims of the highest score above 0, asserted before planned, then in id order. */
function bestAnswers(goal: Goal, claims: readonly Claim[]): Claim[] {
  let best = 0;
  let answers: Claim[] = [];
  for (const claim of claims) {
    const score = Math.max(0, ...goal.about.map((about) => answerScore(about, claim)));
    if (score === 0 || score < best) continue;
    if (score > best) answers = [];
    best = score;
    answers.push(claim);
  }
  return answers.sort((a, b) => Number(planned(a)) - Number(planned(b)) || byCodeUnits(a.id, b.id));
}

/**
 * How well a claim answers words in [0, 1]: 0 unless the attribute shares one of them and attribute and
 * subject together have them all; then the Jaccard similarity of words and attribute.
 */
function answerScore(about: string, claim: Claim): number {
  const wanted = new Set(wordsOf(about));
  const attribute = new Set(wordsOf(claim.attribute));
  const subject = new Set(wordsOf(claim.subject));
  const shared = [...wanted].filter((word) => attribute.has(word)).length;
  if (shared === 0 || ![...wanted].every((word) => attribute.has(word) || subject.has(word))) return 0;
  return shared / (wanted.size + attribute.size - shared);
}

function planned(claim: Claim): boolean {
  return claim.places.some((place) => isPlan(place.modality));
}
