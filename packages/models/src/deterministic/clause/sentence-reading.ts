import type { Sentence } from "../text/sentences.ts";
import { tokensOf, type Token } from "../text/tokens.ts";
import { quantitiesIn, type Quantity } from "../amount/quantities.ts";
import type { Period } from "../time/calendar.ts";
import type { TimeContext } from "../time/mentions.ts";
import { timeScopesOf, type TimeScope } from "../time/scopes.ts";
import type { Surroundings } from "./name-quantity.ts";
import { clausesOf } from "./split.ts";
import type { Clause } from "./time-of.ts";

/** A sentence with everything recognised in it. */
export interface SentenceReading {
  readonly text: string;
  readonly start: number;
  readonly tokens: readonly Token[];
  readonly clauses: readonly Clause[];
  readonly scopes: readonly TimeScope[];
  readonly quantities: readonly Quantity[];
  /** Tokens that are part of a time. */
  readonly timed: ReadonlySet<number>;
}

/** What the document and the paragraph say before the sentence. */
export interface SentenceContext extends Surroundings {
  readonly time: TimeContext;
  /** When statements hold that name no time: that of the heading they stand under. */
  readonly valid: Period | null;
  readonly quoted: boolean;
  /** The label of the paragraph names a thing by its code. */
  readonly labelSubject: string | null;
}

export function readSentence(sentence: Sentence, context: SentenceContext): SentenceReading {
  const tokens = tokensOf(sentence.text, sentence.start);
  const scopes = timeScopesOf(tokens, context.time);
  const taken = new Set<number>();
  for (const scope of scopes) for (let at = scope.first; at <= scope.last; at += 1) taken.add(at);
  return {
    text: sentence.text,
    start: sentence.start,
    tokens,
    clauses: clausesOf(tokens),
    scopes,
    timed: taken,
    quantities: quantitiesIn(tokens, taken),
  };
}

/** The text of tokens `from` to `to`, the last excluded. */
export function textOf(reading: SentenceReading, from: number, to: number): string {
  const [first, last] = [reading.tokens[from], reading.tokens[to - 1]];
  if (first === undefined || last === undefined) return "";
  return reading.text.slice(first.start - reading.start, last.end - reading.start);
}
