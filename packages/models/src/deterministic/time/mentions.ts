import type { IsoDate } from "@synod/core";
import type { Token } from "../text/tokens.ts";
import { magnitudeOf } from "../words/numerals.ts";
import { AUXILIARIES, CONJUNCTIONS, PREPOSITIONS, VALUE_VERBS } from "../words/phrases.ts";
import { currencyOf, unitOf } from "../words/units.ts";
import {
  addDays,
  addMonths,
  dayPeriod,
  daysBetween,
  isoDay,
  monthsPeriod,
  partsOf,
  type ClosedPeriod,
} from "./calendar.ts";

/** A day or a longer time named in a text: tokens `first` to `last`, both included. */
export interface TimeMention {
  readonly first: number;
  readonly last: number;
  readonly period: ClosedPeriod;
  readonly precision: "day" | "month" | "span";
}

/** What is known of a document before its sentences are read. */
export interface TimeContext {
  /** The document's date; years that a text leaves out are those nearest to it. */
  readonly date: IsoDate | null;
  /** 03/04/2024 is 4 March. */
  readonly monthFirst: boolean;
}

const MONTH_NAMES =
  "january february march april may june july august september october november december".split(" ");
const MONTHS = new Map<string, number>(
  MONTH_NAMES.flatMap(
    (name, index) =>
      [
        [name, index + 1],
        [name.slice(0, 3), index + 1],
      ] as const,
  ),
);
MONTHS.set("sept", 9);

const ORDINALS = new Map([
  ["first", 1],
  ["second", 2],
  ["third", 3],
  ["fourth", 4],
  ["1st", 1],
  ["2nd", 2],
  ["3rd", 3],
  ["4th", 4],
]);
const MONTH_LEADS = new Set(
  "in of since until till by from to for during through and or late early mid end".split(" "),
);
const YEAR_LEADS = new Set(
  "the our this that their its year fy calendar fiscal financial reporting group".split(" "),
);
const YEAR = /^(?:19|20|21)\d{2}$/;
const QUARTER_MONTHS = 3;
const HALF_MONTHS = 6;
const YEAR_MONTHS = 12;

type Parser = (tokens: readonly Token[], at: number, context: TimeContext) => TimeMention | null;

/** Longer forms first: the first that fits at a token is taken. */
const PARSERS: readonly Parser[] = [
  numeric,
  daysOfMonth,
  dayMonth,
  monthDay,
  edgeOfMonth,
  ordinalSpan,
  shortSpan,
  monthYear,
  fiscalYear,
  namedMonth,
  bareYear,
];

/** All times in a sentence, left to right, not overlapping. */
export function timesIn(tokens: readonly Token[], context: TimeContext): TimeMention[] {
  const found: TimeMention[] = [];
  let at = 0;
  while (at < tokens.length) {
    const mention = parseAt(tokens, at, context);
    if (mention === null) at += 1;
    else {
      found.push(mention);
      at = mention.last + 1;
    }
  }
  return found;
}

/** True if numeric dates of the text put the month first; day first where nothing tells. */
export function monthFirstIn(text: string): boolean {
  let [monthFirst, dayFirst] = [0, 0];
  for (const [, a = "", b = ""] of text.matchAll(/\b(\d{1,2})\/(\d{1,2})\/\d{4}\b/g)) {
    if (Number(a) > YEAR_MONTHS) dayFirst += 1;
    else if (Number(b) > YEAR_MONTHS) monthFirst += 1;
  }
  if (monthFirst !== dayFirst) return monthFirst > dayFirst;
  // American texts write "March 4", "p.m." and dollars.
  return (
    dayFirst === 0 &&
    /\b(?:[ap]\.m\.|[AP]M [CEMP]T\b)|\b(?:January|February|March|April|June|July|August|September|October|November|December) \d{1,2}, \d{4}/.test(
      text,
    )
  );
}

function parseAt(tokens: readonly Token[], at: number, context: TimeContext): TimeMention | null {
  for (const parser of PARSERS) {
    const mention = parser(tokens, at, context);
    if (mention !== null) return mention;
  }
  return null;
}

function numeric(tokens: readonly Token[], at: number, { monthFirst }: TimeContext): TimeMention | null {
  const token = tokens[at];
  if (token?.kind !== "date") return null;
  const [a = 0, b = 0, c = 0] = token.text.split(/[-./]/).map(Number);
  if (token.text.includes("-")) {
    if (token.text.length === 7) return span(at, at, monthsPeriod(a, b, 1), "month");
    return day(at, at, isoDay(a, b, c));
  }
  const swapped = token.text.includes("/") && (b > YEAR_MONTHS || (monthFirst && a <= YEAR_MONTHS));
  return day(at, at, swapped ? isoDay(c, a, b) : isoDay(c, b, a));
}

/** "27 and 28 August 2025", "1 to 30 September". */
function daysOfMonth(tokens: readonly Token[], at: number, context: TimeContext): TimeMention | null {
  const [from, link] = [dayNumber(tokens[at]), tokens[at + 1]?.lower ?? ""];
  if (from === null || !/^(?:and|to|-|–|until)$/.test(link)) return null;
  const end = dayMonth(tokens, at + 2, context);
  if (end === null) return null;
  const { year, month } = partsOf(end.period.from);
  const start = isoDay(year, month, from);
  if (start === null || start >= end.period.from) return null;
  return span(at, end.last, { from: start, to: end.period.to }, "span");
}

/** "14 May 2025", "14 May", "12th September 2025". */
function dayMonth(tokens: readonly Token[], at: number, context: TimeContext): TimeMention | null {
  const number = dayNumber(tokens[at]);
  if (number === null) return null;
  const after = at + 1 + Number(/^(?:st|nd|rd|th)$/.test(tokens[at + 1]?.lower ?? ""));
  const month = monthOf(tokens[after]);
  if (month === null) return null;
  const year = yearAt(tokens, after + 1);
  if (year !== null) return day(at, after + 1, isoDay(year, month, number));
  return day(at, after, nearest(month, number, context));
}

/** "March 9, 2026", "March 9". */
function monthDay(tokens: readonly Token[], at: number, context: TimeContext): TimeMention | null {
  const month = monthOf(tokens[at]);
  const number = dayNumber(tokens[at + 1]);
  if (month === null || number === null) return null;
  const comma = tokens[at + 2]?.text === "," ? 1 : 0;
  const year = yearAt(tokens, at + 2 + comma);
  if (year !== null) return day(at, at + 2 + comma, isoDay(year, month, number));
  return day(at, at + 1, nearest(month, number, context));
}

/** "the end of January 2026": its last day; "the end of 2027" likewise. */
function edgeOfMonth(tokens: readonly Token[], at: number, context: TimeContext): TimeMention | null {
  const edge = tokens[at]?.lower;
  if ((edge !== "end" && edge !== "beginning" && edge !== "start") || tokens[at + 1]?.lower !== "of")
    return null;
  const rest = monthYear(tokens, at + 2) ?? bareMonth(tokens, at + 2, context) ?? bareYear(tokens, at + 2);
  if (rest === null) return null;
  return day(at, rest.last, edge === "end" ? addDays(rest.period.to, -1) : rest.period.from);
}

/** "second quarter of 2025", "first half of 2024", "the third quarter". */
function ordinalSpan(tokens: readonly Token[], at: number, context: TimeContext): TimeMention | null {
  const ordinal = ORDINALS.get(tokens[at]?.lower ?? "");
  const word = tokens[at + 1]?.lower;
  if (ordinal === undefined || (word !== "quarter" && word !== "half")) return null;
  const months = word === "quarter" ? QUARTER_MONTHS : HALF_MONTHS;
  const of = tokens[at + 2]?.lower === "of" ? 1 : 0;
  const month =
    monthOf(tokens[at + 2 + of]) ??
    (tokens[at + 2 + of]?.lower === "the" ? monthOf(tokens[at + 3 + of]) : null);
  if (month !== null) return null;
  return partOfYear(tokens, at, at + 2 + of, (ordinal - 1) * months + 1, months, at + 1, context);
}

/** "Q3 2025", "H1 2025", "Q4". */
function shortSpan(tokens: readonly Token[], at: number, context: TimeContext): TimeMention | null {
  const match = /^(q[1-4]|h[12])$/.exec(tokens[at]?.lower ?? "");
  if (match === null) return null;
  const months = match[0].startsWith("q") ? QUARTER_MONTHS : HALF_MONTHS;
  return partOfYear(tokens, at, at + 1, (Number(match[0].slice(1)) - 1) * months + 1, months, at, context);
}

function partOfYear(
  tokens: readonly Token[],
  first: number,
  yearIndex: number,
  month: number,
  months: number,
  last: number,
  context: TimeContext,
): TimeMention | null {
  const year = yearAt(tokens, yearIndex);
  if (year !== null) return span(first, yearIndex, monthsPeriod(year, month, months), "span");
  if (context.date === null) return null;
  const { year: now } = partsOf(context.date);
  const period = monthsPeriod(now, month, months);
  // A span without a year is the last one that had begun by the document's date.
  const begun = period !== null && period.from > context.date ? monthsPeriod(now - 1, month, months) : period;
  return span(first, last, begun, "span");
}

/** "August 2024", "Apr 2025". */
function monthYear(tokens: readonly Token[], at: number): TimeMention | null {
  const month = monthOf(tokens[at]);
  const year = yearAt(tokens, at + 1);
  return month === null || year === null ? null : span(at, at + 1, monthsPeriod(year, month, 1), "month");
}

/** "in September", "since January"; by itself a month's name may be a person's. */
function namedMonth(tokens: readonly Token[], at: number, context: TimeContext): TimeMention | null {
  return MONTH_LEADS.has(tokens[at - 1]?.lower ?? "") ? bareMonth(tokens, at, context) : null;
}

/** "in September": the one nearest to the document's date. */
function bareMonth(tokens: readonly Token[], at: number, context: TimeContext): TimeMention | null {
  const month = monthOf(tokens[at]);
  const near = month === null ? null : nearest(month, 1, context);
  return near === null ? null : span(at, at, { from: near, to: addMonths(near, 1) }, "month");
}

/** "FY 2024", "FY2024/25", "2024/25" begin in the first year; "fiscal year 2024". */
function fiscalYear(tokens: readonly Token[], at: number): TimeMention | null {
  const token = tokens[at];
  const joined = /^fy((?:19|20)\d{2})$/.exec(token?.lower ?? "")?.[1];
  if (joined !== undefined) return span(at, at, monthsPeriod(Number(joined), 1, YEAR_MONTHS), "span");
  const year = yearAt(tokens, at);
  const next = tokens[at + 2];
  if (year === null || tokens[at + 1]?.text !== "/" || next?.kind !== "number" || !/^\d{2}$/.test(next.text))
    return null;
  return span(at, at + 2, monthsPeriod(year, 4, YEAR_MONTHS), "span");
}

/** A year by itself: only where a word before or after says that it is one. */
function bareYear(tokens: readonly Token[], at: number): TimeMention | null {
  const year = yearAt(tokens, at);
  if (year === null || isAmount(tokens, at)) return null;
  const month = monthsPeriod(year, 1, YEAR_MONTHS);
  return span(at, at, month, "span");
}

/** "EUR 1900", "2000 kg", "1950 seats": four digits that are no year. */
function isAmount(tokens: readonly Token[], at: number): boolean {
  const [before, after] = [tokens[at - 1], tokens[at + 1]];
  if (before !== undefined && (currencyOf(before.lower) !== null || /^[-−]$/.test(before.text))) return true;
  if (after === undefined) return false;
  if (/^[%°\-/]$/.test(after.text) || currencyOf(after.lower) !== null) return true;
  if (MONTH_LEADS.has(before?.lower ?? "") || YEAR_LEADS.has(before?.lower ?? "")) return false;
  if (unitOf(after.lower) !== null || magnitudeOf(after.lower) !== null) return true;
  return (
    /^\p{Ll}{3,}$/u.test(after.text) &&
    !PREPOSITIONS.has(after.lower) &&
    !AUXILIARIES.has(after.lower) &&
    !CONJUNCTIONS.has(after.lower) &&
    !VALUE_VERBS.has(after.lower)
  );
}

function day(first: number, last: number, date: IsoDate | null): TimeMention | null {
  return date === null ? null : { first, last, period: dayPeriod(date), precision: "day" };
}

function span(
  first: number,
  last: number,
  period: ClosedPeriod | null,
  precision: TimeMention["precision"],
): TimeMention | null {
  return period === null ? null : { first, last, period, precision };
}

function monthOf(token: Token | undefined): number | null {
  if (token?.kind !== "word") return null;
  // "may" and "march" are verbs in lower case.
  if (!/^\p{Lu}/u.test(token.text)) return null;
  return MONTHS.get(token.lower) ?? null;
}

function dayNumber(token: Token | undefined): number | null {
  return token?.kind === "number" && /^\d{1,2}$/.test(token.text) ? Number(token.text) : null;
}

function yearAt(tokens: readonly Token[], at: number): number | null {
  const token = tokens[at];
  return token?.kind === "number" && YEAR.test(token.text) ? Number(token.text) : null;
}

/** The day of a year left out: in the year that puts it nearest to the document's date. */
function nearest(month: number, number: number, { date }: TimeContext): IsoDate | null {
  if (date === null) return null;
  const { year } = partsOf(date);
  let best: IsoDate | null = null;
  for (const candidate of [year - 1, year, year + 1]) {
    const found = isoDay(candidate, month, number);
    if (
      found !== null &&
      (best === null || Math.abs(daysBetween(found, date)) < Math.abs(daysBetween(best, date)))
    )
      best = found;
  }
  return best;
}
