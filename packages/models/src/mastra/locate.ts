import type { ClaimValue, Extraction, RiskStatement, Statement } from "@synod/core";
import type { ReadableDocument } from "@synod/contracts";
import { cut } from "../deterministic/text/cut.ts";
import { answeredDate, type Answer, type AnsweredStatement, type AnsweredValue } from "./answer.ts";

/** An extraction, and how many answers quoted what the document does not contain. */
export interface Located {
  readonly extraction: Extraction;
  readonly dropped: number;
}

/** No reading of a model is certain. */
const CONFIDENCE_MAX = 0.95;
const SENTENCE_UNITS_MAX = 1_000;

/** Finds every quote in the text. What is not there, character by character, is dropped and counted. */
export function locate(answer: Answer, document: ReadableDocument, analyst: string): Located {
  const places = new QuotePlaces(document.text);
  const statements: Statement[] = [];
  const risks: RiskStatement[] = [];
  let dropped = 0;
  for (const statement of answer.statements) {
    const range = places.next(statement.quote);
    if (range === null || endsBeforeItBegins(statement)) dropped += 1;
    else statements.push({ ...range, ...statementOf(statement) });
  }
  for (const { quote, severity } of answer.risks) {
    const range = new QuotePlaces(document.text).next(quote);
    if (range === null) dropped += 1;
    else risks.push({ ...range, severity, sentence: cut(quote, SENTENCE_UNITS_MAX) });
  }
  const byPlace = (a: { start: number; end: number }, b: { start: number; end: number }): number =>
    a.start - b.start || a.end - b.end;
  return {
    extraction: {
      document: document.facts.id,
      analyst,
      statements: statements.sort(byPlace),
      risks: risks.sort(byPlace),
      evidence_kind: answer.evidence_kind,
    },
    dropped,
  };
}

/** Places of quotes; the same words quoted again stand at their next place, if there is one. */
class QuotePlaces {
  private readonly text: string;
  private readonly last = new Map<string, number>();

  constructor(text: string) {
    this.text = text;
  }

  next(quote: string): { start: number; end: number } | null {
    const before = this.last.get(quote);
    const again = before === undefined ? -1 : this.text.indexOf(quote, before + 1);
    const start = again === -1 ? (before ?? this.text.indexOf(quote)) : again;
    if (start === -1) return null;
    this.last.set(quote, start);
    return { start, end: start + quote.length };
  }
}

function endsBeforeItBegins({ valid_from, valid_to }: AnsweredStatement): boolean {
  return valid_from !== null && valid_to !== null && valid_to <= valid_from;
}

function statementOf({
  quote,
  value,
  valid_from,
  valid_to,
  correction,
  confidence,
  ...rest
}: AnsweredStatement): Omit<Statement, "start" | "end"> {
  return {
    ...rest,
    value: valueOf(value),
    valid_from: answeredDate(valid_from),
    valid_to: answeredDate(valid_to),
    confidence: Math.min(confidence, CONFIDENCE_MAX),
    correction:
      correction === null
        ? null
        : {
            cue: correction.cue,
            replaces: correction.replaces === null ? null : valueOf(correction.replaces),
          },
    sentence: cut(quote, SENTENCE_UNITS_MAX),
  };
}

function valueOf(value: AnsweredValue): ClaimValue {
  if (value.type !== "date") return value;
  const date = answeredDate(value.date);
  return date === null ? { type: "text", text: value.date } : { type: "date", date };
}
