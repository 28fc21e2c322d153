import type { CaseConfig } from "../case/config.ts";
import type { ClaimId } from "../ids.ts";
import { answersTo, candidatesOf } from "./answers.ts";
import type { Graph } from "./change.ts";
import type { GoalStatus } from "./derived.ts";
import type { Claim } from "./types.ts";

/** What a scope asks, and of what. */
type Asked = Pick<CaseConfig, "title" | "goals">;

/**
 * Which claim answers which goal: the current claim whose words are nearest to what the goal is about. A goal
 * is reached when no unresolved contradiction touches that claim and no answer as good says otherwise.
 */
export function goalStatuses(config: Asked | null, graph: Graph): GoalStatus[] {
  if (config === null) return [];
  const disputed = disputedClaims(graph);
  const candidates = candidatesOf([...graph.claims.values()].filter(({ status }) => status === "current"));
  return config.goals.map((goal) => {
    const { best, disagree } = answersTo(goal, config.title, candidates);
    const undisputed = best.find((claim) => !disputed.has(claim.id));
    const contested = disagree || best.some((claim) => disputed.has(claim.id));
    return {
      id: goal.id,
      reached: undisputed !== undefined && !contested,
      claim: (undisputed ?? best[0])?.id ?? null,
    };
  });
}

/**
 * The claims a verdict rests on: current ones that answer a goal or that an unresolved contradiction touches.
 * What a document says besides ("should the ship be late, the fee would be 5,000") is kept, and is no measure of
 * how sure the case is. A scope that asks nothing has no measure of relevance: there every current claim counts.
 * Source: design, convergence, "Snapshot": superseded and irrelevant claims are out.
 */
export function relevantClaims(config: Asked | null, graph: Graph): Claim[] {
  const claims = [...graph.claims.values()].filter((claim) => claim.status === "current");
  if (config === null || config.goals.length === 0) return claims;
  const candidates = candidatesOf(claims);
  const answers = new Set(config.goals.flatMap((goal) => answersTo(goal, config.title, candidates).best));
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
