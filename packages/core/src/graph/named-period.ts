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
const QUARTER = /\bq[1-4]\b|\b(?:first|second|third|fourth) quarter\b/;
const QUARTERS = ["first", "second", "third", "fourth"].map((ordinal, index) => ({
  number: index + 1,
  names: [`q${index + 1}`, ordinal],
}));

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
  const named = MONTHS.filter((name) => new RegExp(String.raw`\b${name}\b`).test(lower));
  const months = named.map((name) => MONTHS.indexOf(name) + 1);
  const words = new Set([...years, ...named]);
  if (quarter !== null) for (const word of ["quarter", ...quarter.names]) words.add(word);
  if (months.length > 0) for (const [day] of lower.matchAll(/\b[0-3]?\d\b/g)) words.add(day);
  return {
    words,
    admits: (claim) => {
      const { from, last } = boundsOf(claim);
      if (from === null || last === null || years.length === 0) return true;
      if (!years.some((year) => from.slice(0, 4) <= year && year <= last.slice(0, 4))) return false;
      if (quarter !== null) return quarterOf(from) === quarter.number && quarterOf(last) === quarter.number;
      return months.length === 0 || months.some((month) => covers(from, last, month));
    },
  };
}

/** The words by which a claim's own time is named. */
export function timeWordsOf(claim: Pick<Claim, "valid_from" | "valid_to">): string[] {
  const { from, last } = boundsOf(claim);
  if (from === null || last === null) return [];
  const month = monthOf(last);
  const words = new Set([from.slice(0, 4), last.slice(0, 4), ...MONTHS.slice(month - 1, month)]);
  if (quarterOf(from) === quarterOf(last)) words.add(`q${quarterOf(from)}`);
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

/** The quarter that is named first. */
function quarterIn(text: string): (typeof QUARTERS)[number] | null {
  const [named] = QUARTER.exec(text) ?? [];
  return QUARTERS.find(({ names }) => names.some((name) => named?.startsWith(name) === true)) ?? null;
}

function quarterOf(day: string): number {
  return Math.ceil(monthOf(day) / MONTHS_OF_QUARTER);
}

function monthOf(day: string): number {
  return Number(day.slice(5, 7));
}
