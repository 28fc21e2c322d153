import type { Knowledge } from "../graph/knowledge.ts";
import type { CaseState } from "./state.ts";

/** At most this many lines of each kind; a person reads them. */
const LINES_MAX = 5;

/** What a person can do to bring the case further, most useful first. Empty when it is settled. */
export function nextSteps(state: Readonly<CaseState>, knowledge: Knowledge): string[] {
  const verdict = state.evaluation?.evaluation.verdict ?? "ACTIVE";
  if (verdict === "RESOLVED") return [];
  return [
    ...settleContradictions(knowledge),
    ...bringEvidence(knowledge),
    ...answerGoals(state, knowledge),
    ...mendDocuments(state),
  ];
}

function settleContradictions({ contradictions, claims }: Knowledge): string[] {
  const byId = new Map(claims.map((claim) => [claim.id, claim]));
  const open = contradictions.filter(({ status }) => status === "open");
  const lines = open.slice(0, LINES_MAX).map(({ a, b }) => {
    const [first, second] = [byId.get(a), byId.get(b)];
    const subject = first === undefined ? "" : `${first.attribute} of ${first.subject}`;
    return `Settle the ${subject}: ${String(first?.value)} or ${String(second?.value)}? Add a document that says which holds.`;
  });
  return open.length > LINES_MAX
    ? [...lines, `Settle ${open.length - LINES_MAX} more contradictions.`]
    : lines;
}

function bringEvidence({ evidence }: Knowledge): string[] {
  return evidence
    .filter(({ fresh }) => !fresh)
    .map(({ kind, present, age_days }) =>
      present
        ? `Bring a newer ${kind}: the last is ${age_days ?? "an unknown number of"} days old.`
        : `Add a document of kind ${kind}.`,
    );
}

function answerGoals({ config }: Readonly<CaseState>, { goals }: Knowledge): string[] {
  const texts = new Map((config?.goals ?? []).map((goal) => [goal.id, goal.text]));
  return goals
    .filter(({ reached, claim }) => !reached && claim === null)
    .slice(0, LINES_MAX)
    .map(({ id }) => `Nothing answers the goal "${texts.get(id) ?? id}": add a document that does.`);
}

function mendDocuments({ documents }: Readonly<CaseState>): string[] {
  return [...documents.values()]
    .filter(({ dead, supersededBy }) => dead !== null && supersededBy === null)
    .slice(0, LINES_MAX)
    .map(({ received, dead }) => `Send ${received.name} again: ${dead?.cause ?? ""}.`);
}
