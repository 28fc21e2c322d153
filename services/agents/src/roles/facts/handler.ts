import {
  digestOf,
  propose,
  SynodError,
  wasProposed,
  type CaseDocument,
  type EventDraft,
  type Extraction,
} from "@synod/core";
import { parseExtraction } from "@synod/contracts";
import type { Handler, Outcome, ThinkContext, View } from "@synod/runtime";

/** Extractions of the documents to propose, by receipt. */
type Answers = ReadonlyMap<number, Extraction>;

/**
 * Proposes what was read in an admitted document, and then that the round's facts are extracted.
 * It never thinks itself: the reader's answer is in the journal before a document is admitted.
 */
export const facts: Handler<Answers> = {
  name: "facts",
  role: "agents",
  activation: {
    kind: "any",
    of: [
      { kind: "sequence_delta", type: "context.added", count: 1 },
      { kind: "in_state", state: "ContextIngested" },
    ],
  },
  think: journaledAnswers,
  thinksFreely: true,
  decide,
};

async function journaledAnswers(view: View, context: ThinkContext): Promise<Answers> {
  const answers = new Map<number, Extraction>();
  for (const document of toPropose(view)) {
    if (document.thought === null) continue;
    const answer = await context.journaled(document.thought, document.received.document, () =>
      Promise.reject(
        new SynodError("SYN_INTERNAL", `the journal has no answer for ${document.received.name}`),
      ),
    );
    answers.set(document.receivedSeq, parseExtraction(answer));
  }
  return answers;
}

function decide(view: View, answers: Answers): Outcome {
  const { state } = view;
  const waiting = toPropose(view);
  if (waiting.length > 0)
    return { events: waiting.flatMap((document) => extractProposal(view, document, answers)) };
  const ready = state.machine.state === "ContextIngested" && state.rounds.length > 0 && allDealtWith(view);
  if (!ready || wasProposed(state, "mark_extracted")) return { events: [] };
  const reason = `what was read in ${state.rounds.length} document(s) is in the graph`;
  return { events: [propose(state, { role: "facts", action: { kind: "mark_extracted" }, reason })] };
}

/** Admitted documents whose receipt has neither been proposed nor dealt with. */
function toPropose({ state }: View): CaseDocument[] {
  const proposed = new Set<number>();
  for (const { proposal } of state.proposals.values()) {
    if (proposal.action.kind === "extract") proposed.add(proposal.action.received_seq);
  }
  return [...state.documents.values()].filter(
    (document) =>
      document.admittedSeq === document.receivedSeq &&
      document.dealtSeq !== document.receivedSeq &&
      document.dead === null &&
      !proposed.has(document.receivedSeq),
  );
}

function allDealtWith({ state }: View): boolean {
  return [...state.documents.values()].every(
    (document) =>
      document.admittedSeq !== document.receivedSeq ||
      document.dealtSeq === document.receivedSeq ||
      document.dead !== null,
  );
}

function extractProposal({ state }: View, document: CaseDocument, answers: Answers): EventDraft[] {
  const extraction = answers.get(document.receivedSeq);
  if (extraction === undefined) return [];
  const { received } = document;
  return [
    propose(state, {
      role: "facts",
      action: {
        kind: "extract",
        document: received.document,
        received_seq: document.receivedSeq,
        extraction_digest: digestOf(extraction),
        statements: extraction.statements.length,
        risks: extraction.risks.length,
      },
      reason: `${extraction.analyst} read ${received.name}`,
      extraction,
    }),
  ];
}
