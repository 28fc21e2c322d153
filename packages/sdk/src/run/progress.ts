import {
  roundSummaries,
  type CaseReport,
  type CaseState,
  type OpenedEvent,
  type RoundSummary,
} from "@synod/core";

/** What a closed round added, for a line of progress. */
export type RoundProgress = RoundSummary;

/** The end of a run. */
export interface CaseOutcome {
  readonly report: CaseReport;
  /** The sentence that stands at a place of a document, or null if it is not at hand. */
  readonly sentenceAt: (place: {
    readonly doc: string;
    readonly start: number;
    readonly end: number;
  }) => string | null;
}

/** Turns events into one progress per closed round. */
export function roundProgress(
  onRound: (round: RoundProgress) => void,
): (event: OpenedEvent, state: Readonly<CaseState>) => void {
  return (event, state) => {
    if (event.type !== "round.closed") return;
    const closed = roundSummaries(state).at(-1);
    if (closed !== undefined) onRound(closed);
  };
}

/** Looks sentences up in the state's own graph. */
export function sentencesOf(state: Readonly<CaseState>): CaseOutcome["sentenceAt"] {
  const sentences = new Map<string, string>();
  for (const claim of state.graph.claims.values()) {
    for (const { document, start, end, sentence } of claim.places) {
      const doc = state.graph.documents.get(document)?.name ?? document;
      sentences.set(`${doc}:${start}:${end}`, sentence);
    }
  }
  return ({ doc, start, end }) => sentences.get(`${doc}:${start}:${end}`) ?? null;
}
