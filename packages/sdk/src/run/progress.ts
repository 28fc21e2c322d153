import type { CaseReport, CaseState, OpenedEvent, TrajectoryReading } from "@synod/core";

/** What a closed round added, for a line of progress. */
export interface RoundProgress {
  readonly number: number;
  /** File name. */
  readonly doc: string;
  readonly newClaims: number;
  readonly openContradictions: number;
  readonly v: number;
  readonly trend: TrajectoryReading["trend"];
}

/** The end of a run. */
export interface CaseOutcome {
  readonly report: CaseReport;
  /** The sentence that stands at a place of a document, or null if it is not at hand. */
  readonly sentenceAt: (place: { readonly doc: string; readonly start: number; readonly end: number }) => string | null;
}

/** Turns events into one progress per closed round. */
export function roundProgress(onRound: (round: RoundProgress) => void): (event: OpenedEvent, state: Readonly<CaseState>) => void {
  let claimsBefore: number | null = null;
  return (event, state) => {
    if (event.type === "context.added") claimsBefore = state.graph.claims.size;
    if (event.type !== "finality.evaluated" || event.data.confirmation !== 0) return;
    const round = state.rounds.at(-1);
    if (round === undefined || claimsBefore === null) return;
    onRound({
      number: round.round,
      doc: state.documents.get(round.document)?.received.name ?? "",
      newClaims: state.graph.claims.size - claimsBefore,
      openContradictions: event.data.snapshot.contradictions.unresolved,
      v: event.data.point.v,
      trend: event.data.reading.trend,
    });
    claimsBefore = null;
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
