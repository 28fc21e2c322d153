import {
  roundSummaries,
  type CaseConfig,
  type CaseReport,
  type CaseState,
  type OpenedEvent,
  type RoundSummary,
} from "@synod/core";
import type { QuoteAt } from "./quotes.ts";

/** What a closed round added, for a line of progress. */
export type RoundProgress = RoundSummary;

/** The end of a run. */
export interface CaseOutcome {
  readonly report: CaseReport;
  /** What each goal of scope.yaml asks for, by its id. */
  readonly goalTexts: ReadonlyMap<string, string>;
  readonly quoteAt: QuoteAt;
}

/** The texts of a case's goals, by id. */
export function goalTextsOf({ goals }: CaseConfig): ReadonlyMap<string, string> {
  return new Map(goals.map(({ id, text }) => [id, text]));
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
