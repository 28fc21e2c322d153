import type { IsoDate } from "@synod/core";
import type { Token } from "../text/tokens.ts";
import { addMonths, type Period } from "./calendar.ts";
import { timesIn, type TimeContext, type TimeMention } from "./mentions.ts";

/** A time as its words place it: tokens `first` (its preposition) to `last`, both included. */
export interface TimeScope {
  readonly first: number;
  readonly last: number;
  /** When what is said holds. */
  readonly valid: Period;
  /** The day meant, if the words are about one day: "on 3 May" but not "in May". */
  readonly day: IsoDate | null;
  /** `deadline`: not later than it. `old`: how it was before a change ("from 30 January to …"). */
  readonly role: "at" | "since" | "until" | "deadline" | "range";
  /** No preposition leads it: it may be the subject or the value itself. */
  readonly bare: boolean;
}

const SINCE = new Set(["since", "from", "after", "starting"]);
const UNTIL = new Set(["until", "till", "through", "to"]);
const DEADLINE = new Set(["by", "before"]);
const AT = new Set(["on", "in", "at", "of", "as", "for", "during", "over", "dated", "within", "throughout"]);
const BETWEEN = new Set(["to", "and", "until", "till", "through", "-", "–", "—"]);
const SKIPPED = new Set([
  "the",
  "of",
  "year",
  "calendar",
  "financial",
  "fiscal",
  "reporting",
  "month",
  "quarter",
  "date",
  "day",
  ",",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
  "mon",
  "tue",
  "wed",
  "thu",
  "fri",
  "sat",
  "sun",
  "early",
  "late",
  "mid",
  "about",
  "evening",
  "morning",
  "whole",
  "latest",
  "than",
  "and",
  "including",
  "up",
]);
/** "moves from 1 May to 3 May" is a change, not a time from one to the other. */
const MOVING = new Set(
  "moves moved move shifts shifted shift postponed slips slipped slip extended changed brought put".split(
    " ",
  ),
);
const ENDED = new Set(["ended", "ending", "to"]);
const SPANS = new Map([
  ["twelve", 12],
  ["12", 12],
  ["six", 6],
  ["6", 6],
  ["three", 3],
  ["3", 3],
  ["nine", 9],
  ["9", 9],
]);

/** "Since the contract was signed on 3 May". */
const BEGINNING = new Set("began begun started start opened signed founded launched commenced".split(" "));
const BEGUN_WORDS_MAX = 6;

/** Every time of a sentence with its preposition, left to right. */
export function timeScopesOf(tokens: readonly Token[], context: TimeContext): TimeScope[] {
  const mentions = timesIn(tokens, context);
  const scopes: TimeScope[] = [];
  for (let index = 0; index < mentions.length; index += 1) {
    const mention = mentions[index];
    if (mention === undefined) continue;
    const floor = (scopes.at(-1)?.last ?? -1) + 1;
    const lead = leadOf(tokens, mention.first, floor);
    const next = mentions[index + 1];
    if (next !== undefined && isRange(tokens, lead, mention, next)) {
      const { from } = mention.period;
      scopes.push({
        first: lead.index,
        last: next.last,
        valid: { from: from < next.period.to ? from : addMonths(from, -12), to: next.period.to },
        day: null,
        role: "range",
        bare: lead.word === "",
      });
      index += 1;
    } else
      scopes.push(
        trailing(tokens, mention, lead, floor) ??
          begun(tokens, mention, lead, floor) ??
          single(mention, lead),
      );
  }
  return scopes;
}

interface Lead {
  readonly index: number;
  readonly word: string;
}

/** The preposition before a time, past words like "the" and weekdays. */
function leadOf(tokens: readonly Token[], first: number, floor: number): Lead {
  let at = first - 1;
  while (
    at >= floor &&
    first - at < 6 &&
    SKIPPED.has(tokens[at]?.lower ?? "") &&
    !isLead(tokens[at]?.lower ?? "")
  )
    at -= 1;
  const word = at >= floor ? (tokens[at]?.lower ?? "") : "";
  if (!isLead(word)) return { index: first, word: "" };
  // "as of", "up to", "not later than", "from and including", "to and including".
  let begin = at;
  const before = tokens[at - 1]?.lower ?? "";
  if (begin > floor && ["as", "up", "later", "no"].includes(before)) begin -= 1;
  return { index: begin, word };
}

function isLead(word: string): boolean {
  return SINCE.has(word) || UNTIL.has(word) || DEADLINE.has(word) || AT.has(word);
}

function isRange(tokens: readonly Token[], lead: Lead, a: TimeMention, b: TimeMention): boolean {
  const between = tokens.slice(a.last + 1, b.first).map(({ lower }) => lower);
  const link = between[0] ?? "";
  if (MOVING.has(tokens[lead.index - 1]?.lower ?? "")) return false;
  if (between.length > 4 || !between.every((word) => BETWEEN.has(word) || SKIPPED.has(word))) return false;
  if (
    ["and", ","].includes(link) &&
    tokens[lead.index]?.lower !== "between" &&
    tokens[lead.index - 1]?.lower !== "between"
  )
    return false;
  // "from January to June 2025": the year left out is that of the end.
  return BETWEEN.has(link) && addMonths(a.period.from, a.precision === "span" ? 0 : -12) < b.period.to;
}

/** "twelve months ended 31 August 2025", "year to 31 March 2026", "LTM to 30.06.2025". */
function trailing(
  tokens: readonly Token[],
  mention: TimeMention,
  lead: Lead,
  floor: number,
): TimeScope | null {
  let at = mention.first - 1;
  if (!ENDED.has(tokens[at]?.lower ?? "") || mention.precision !== "day") return null;
  at -= 1;
  const word = tokens[at]?.lower ?? "";
  const months =
    word === "ltm"
      ? 12
      : word === "year"
        ? 12
        : word === "months"
          ? (SPANS.get(tokens[at - 1]?.lower ?? "") ?? null)
          : null;
  if (months === null) return null;
  let first = word === "months" ? at - 1 : at;
  while (
    first - 1 >= floor &&
    ["the", "for", "over", "in", "last", "full", "financial"].includes(tokens[first - 1]?.lower ?? "")
  )
    first -= 1;
  return {
    first: Math.min(first, lead.index),
    last: mention.last,
    day: null,
    role: "range",
    bare: false,
    valid: { from: addMonths(mention.period.to, -months), to: mention.period.to },
  };
}

/** "Since work began in March": from then on. */
function begun(tokens: readonly Token[], mention: TimeMention, lead: Lead, floor: number): TimeScope | null {
  for (let at = lead.index - 1; at >= floor && lead.index - at <= BEGUN_WORDS_MAX; at -= 1) {
    const token = tokens[at];
    if (token?.kind !== "word") return null;
    if (token.lower !== "since") continue;
    const verb = tokens.slice(at + 1, lead.index).some(({ lower }) => BEGINNING.has(lower));
    return verb
      ? {
          first: at,
          last: mention.last,
          valid: { from: mention.period.from, to: null },
          day: null,
          role: "since",
          bare: false,
        }
      : null;
  }
  return null;
}

function single(mention: TimeMention, { index, word }: Lead): TimeScope {
  const { period, precision, last } = mention;
  const day = precision === "day" ? period.from : null;
  const base = { first: index, last, day, bare: word === "" };
  if (SINCE.has(word))
    return { ...base, role: "since", valid: { from: word === "after" ? period.to : period.from, to: null } };
  if (UNTIL.has(word)) return { ...base, role: "until", valid: { from: null, to: period.to } };
  if (DEADLINE.has(word))
    return {
      ...base,
      role: "deadline",
      valid: precision === "day" && word === "by" ? period : { from: null, to: period.to },
    };
  return { ...base, role: "at", valid: period };
}
