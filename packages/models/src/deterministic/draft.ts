import type { Statement, TextRange } from "@synod/core";
import type { Period } from "./time/calendar.ts";

/** A statement without the sentence it stands in and what a whole paragraph says of it. */
export type Draft = Omit<Statement, "sentence">;

/** The parts that most statements leave at their usual values. */
export function draft(
  range: TextRange,
  named: Pick<Statement, "subject" | "attribute" | "value">,
  valid: Period,
  rest: Partial<Omit<Draft, "start" | "end">> = {},
): Draft {
  return {
    start: range.start,
    end: range.end,
    ...named,
    unit: null,
    valid_from: valid.from,
    valid_to: valid.to,
    polarity: true,
    modality: "asserted",
    confidence: 0.9,
    tolerance: 0,
    correction: null,
    ...rest,
  };
}
