import { describeTopic, describeValue } from "../graph/describe.ts";
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
  const lines = open.slice(0, LINES_MAX).flatMap(({ a, b }) => {
    const [first, second] = [byId.get(a), byId.get(b)];
    if (first === undefined || second === undefined) return [];
    return [
      `Settle the ${describeTopic(first)}: ${describeValue(first)} or ${describeValue(second)}? ` +
        "Add a document that says which holds.",
    ];
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
        ? `Bring a newer document of kind ${kind}: ${age_days === null ? "the last is undated" : `the last is ${age_days} days old`}.`
        : `Add a document of kind ${kind}.`,
    );
}

function answerGoals({ config }: Readonly<CaseState>, { goals }: Knowledge): string[] {
  const answered = new Set(goals.flatMap(({ id, claim }) => (claim === null ? [] : [id])));
  return (config?.goals ?? [])
    .filter(({ id }) => !answered.has(id))
    .slice(0, LINES_MAX)
    .map(({ text }) => `Nothing answers the goal "${text}": add a document that does.`);
}

/** Documents that never became part of the case: refused at the door, or beyond its readers. */
function mendDocuments({ documents, refused, names }: Readonly<CaseState>): string[] {
  const atTheDoor = refused.filter(({ name }) => !names.has(name));
  const inside = [...documents.values()].flatMap(({ received: { name }, dead, supersededBy }) =>
    dead === null || supersededBy !== null ? [] : [{ name, cause: dead.cause }],
  );
  const broken = [...atTheDoor, ...inside];
  const lines = broken
    .slice(0, LINES_MAX)
    .map(({ name, cause }) => `Mend ${name} and bring it again: ${cause}.`);
  return broken.length > LINES_MAX ? [...lines, `Mend ${broken.length - LINES_MAX} more documents.`] : lines;
}
