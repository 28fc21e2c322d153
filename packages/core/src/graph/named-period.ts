import type { Claim } from "./types.ts";

const MONTHS = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];
const MONTHS_OF_QUARTER = 3;
const YEAR = /\b(?:19|20)\d{2}\b/g;
const QUARTER = /\bq([1-4])\b|\b(first|second|third|fourth) quarter\b/i;
const ORDINALS = ["first", "second", "third", "fourth"];

/** A time that words name: only claims about it answer them. */
export interface NamedPeriod {
  /** The words that name it, in lower case. */
  readonly words: ReadonlySet<string>;
  /** False if the claim is about another time. A claim that names no time is admitted. */
  readonly admits: (claim: Pick<Claim, "valid_from" | "valid_to">) => boolean;
}

/** Reads year, quarter and month: "in Q2 2025", "at the end of April 2025", "the year to 31 March 2026". */
export function namesPeriod(text: string): NamedPeriod {
  const lower = text.toLowerCase();
  const years = [...new Set(lower.match(YEAR) ?? [])];
  const quarter = quarterIn(lower);
  const months = MONTHS.flatMap((name, index) =>
    new RegExp(String.raw`\b${name}\b`).test(lower) ? [index + 1] : [],
  );
  const words = new Set(years);
  if (quarter !== null)
    for (const word of [`q${quarter}`, "quarter", ORDINALS[quarter - 1] ?? ""]) words.add(word);
  for (const month of months) words.add(MONTHS[month - 1] ?? "");
  if (months.length > 0) for (const day of lower.match(/\b[0-3]?\d\b/g) ?? []) words.add(day);
  return {
    words,
    admits: (claim) => {
      const { from, last } = boundsOf(claim);
      if (from === null || last === null || years.length === 0) return true;
      if (!years.some((year) => from.slice(0, 4) <= year && year <= last.slice(0, 4))) return false;
      if (quarter !== null) return quarterOf(from) === quarter && quarterOf(last) === quarter;
      return months.length === 0 || months.some((month) => covers(from, last, month));
    },
  };
}

/** The words by which a claim's own time is named. */
export function timeWordsOf(claim: Pick<Claim, "valid_from" | "valid_to">): string[] {
  const { from, last } = boundsOf(claim);
  if (from === null || last === null) return [];
  const words = new Set([from.slice(0, 4), last.slice(0, 4)]);
  if (quarterOf(from) === quarterOf(last)) words.add(`q${quarterOf(from)}`);
  words.add(MONTHS[monthOf(last) - 1] ?? "");
  return [...words];
}

/** First and last day; null where open. */
function boundsOf({ valid_from: from, valid_to: to }: Pick<Claim, "valid_from" | "valid_to">): {
  from: string | null;
  last: string | null;
} {
  const last = to === null ? null : new Date(Date.parse(to) - MS_PER_DAY).toISOString().slice(0, 10);
  return { from, last };
}

const MS_PER_DAY = 86_400_000;

function covers(from: string, last: string, month: number): boolean {
  const span =
    (Number(last.slice(0, 4)) - Number(from.slice(0, 4))) * MONTHS.length + monthOf(last) - monthOf(from);
  const offset = (month - monthOf(from) + MONTHS.length) % MONTHS.length;
  return offset <= span;
}

function quarterIn(text: string): number | null {
  const found = QUARTER.exec(text);
  if (found === null) return null;
  return found[1] === undefined ? ORDINALS.indexOf(found[2] ?? "") + 1 : Number(found[1]);
}

function quarterOf(day: string): number {
  return Math.ceil(monthOf(day) / MONTHS_OF_QUARTER);
}

function monthOf(day: string): number {
  return Number(day.slice(5, 7));
}
