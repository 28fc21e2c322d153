import { ANALYST_LIMITS } from "../limits.ts";

/** A word, number, date, time of day or mark, with its place in the document. */
export interface Token {
  readonly kind: "word" | "number" | "date" | "time" | "mark";
  readonly text: string;
  /** Lower case, straight apostrophes. */
  readonly lower: string;
  readonly start: number;
  readonly end: number;
}

// Each alternative begins with a different class of character and has no nested repetition: linear time.
const DATE = String.raw`\d{4}-\d{2}(?:-\d{2})?(?![\d-])|\d{1,2}[./]\d{1,2}[./]\d{4}(?!\d)`;
const TIME = String.raw`\d{1,2}:\d{2}(?::\d{2})?(?!\d)`;
const NUMBER = String.raw`\d{1,3}(?:[,'’\u00a0\u202f]\d{3})+(?:\.\d+)?(?!\d)|\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?(?!\d)|\d+(?:\.\d+)?`;
const WORD = String.raw`\p{L}[\p{L}\p{M}\p{N}]*(?:['’\-‑&/](?=[\p{L}\p{N}])[\p{L}\p{M}\p{N}]+)*`;
const PATTERN = new RegExp(
  `(?<date>${DATE})|(?<time>${TIME})|(?<number>${NUMBER})|(?<word>${WORD})|(?<mark>[^\\s])`,
  "gu",
);

const ODD_MARKS = /[’‑]/;

/** Tokens of a piece of text that begins at `offset` of the document; at most `sentence_tokens_max`. */
export function tokensOf(text: string, offset: number): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(PATTERN)) {
    if (tokens.length >= ANALYST_LIMITS.sentence_tokens_max) break;
    const start = offset + match.index;
    const [word] = match;
    tokens.push({
      kind: kindOf(match.groups),
      text: word,
      lower: lowerOf(word),
      start,
      end: start + word.length,
    });
  }
  return tokens;
}

/** No space between the two. */
export function adjacent(a: Token | undefined, b: Token | undefined): boolean {
  return a !== undefined && b !== undefined && a.end === b.start;
}

function lowerOf(word: string): string {
  const lower = word.toLowerCase();
  return ODD_MARKS.test(lower) ? lower.replaceAll("’", "'").replaceAll("‑", "-") : lower;
}

function kindOf(groups: Record<string, string | undefined> | undefined): Token["kind"] {
  if (groups?.["date"] !== undefined) return "date";
  if (groups?.["time"] !== undefined) return "time";
  if (groups?.["number"] !== undefined) return "number";
  return groups?.["word"] === undefined ? "mark" : "word";
}
