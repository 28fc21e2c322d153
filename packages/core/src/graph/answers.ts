import type { Goal } from "../case/config.ts";
import { overlaps, sameMeaning } from "./compare.ts";
import { byCodeUnits, isPlan, wordsOf } from "./keys.ts";
import { namesPeriod, timeWordsOf, type NamedPeriod } from "./named-period.ts";
import type { Claim } from "./types.ts";

/** How well a claim must cover the words of what a goal is about. */
const COVERAGE_MIN = 0.6;
/** The same for a claim that says nothing besides. */
const PLAIN_COVERAGE_MIN = 0.5;
/** Words of an attribute that the goal does not have make it another figure, the more of them the surer. */
const EXTRA_COST = 0.1;
const EXTRA_MAX = 4;
/** A named part of the case answers less well than the case itself. */
const PART_COST = 0.3;
/** Each word of the goal's sentence that the claim has, too. */
const CONTEXT_GAIN = 0.02;
/** Answers this near to the best are answers as good. */
const AS_GOOD = 0.09;
/** "It is so" and "it is not" answer one question, however near their words are to it. */
const AS_GOOD_STATE = 0.45;
/** A weaker answer is none. */
const SCORE_MIN = 0.3;
/** What was planned answers less well than what came of it. */
const PLAN_COST = 0.12;
/** An answer of another kind than the question asks for. */
const KIND_COST = 0.4;

/** Words that set a figure apart from the plain one: a maximum is no answer where nobody asks for it. */
const QUALIFIERS = new Set(
  "budget target maximum minimum limit guaranteed permitted required proposed approved forecast estimate average median additional remaining contractual assumed hypothetical half previous before deducted expected planned latest earliest".split(
    " ",
  ),
);

/** Claims that answer a goal, best first. */
export interface Answers {
  readonly best: readonly Claim[];
  /** Two of them, equally good, give different answers. */
  readonly disagree: boolean;
}

/** A claim with its words: read once, asked by every goal. */
export interface Candidate {
  readonly claim: Claim;
  readonly attribute: readonly string[];
  readonly subject: readonly string[];
  /** What value and unit tell. */
  readonly measured: readonly string[];
  /** All of these, and the words of its time. */
  readonly known: readonly string[];
}

/** A claim never changes, it is replaced: what was made of it once holds as long as it does. */
const CANDIDATES = new WeakMap<Claim, Candidate>();

export function candidatesOf(claims: readonly Claim[]): Candidate[] {
  return claims.map((claim) => {
    const made = CANDIDATES.get(claim) ?? candidateOf(claim);
    CANDIDATES.set(claim, made);
    return made;
  });
}

function candidateOf(claim: Claim): Candidate {
  const attribute = plainWords(claim.attribute);
  const subject = plainWords(claim.subject).filter((word) => word !== "case");
  const measured = kindWords(claim);
  const known = [...attribute, ...subject, ...measured, ...timeWordsOf(claim)];
  return { claim, attribute, subject, measured, known };
}

/** The claims that answer a goal best, asserted before planned, then in id order. */
export function answersTo(goal: Goal, title: string, candidates: readonly Candidate[]): Answers {
  const scored = scoresFor(goal, title, candidates);
  const highest = scored.reduce((most, { score }) => Math.max(most, score), 0);
  const best = scored
    .filter(({ score }) => score >= highest - Number.EPSILON)
    .map(({ claim }) => claim)
    .sort((a, b) => Number(planned(a)) - Number(planned(b)) || byCodeUnits(a.id, b.id));
  const [first] = best;
  const rivals = scored.flatMap(({ claim, score }) => {
    const near = claim.value.type === "boolean" ? AS_GOOD_STATE : AS_GOOD;
    return score >= highest - near ? [claim] : [];
  });
  return { best, disagree: first !== undefined && rivals.some((rival) => disagrees(first, rival)) };
}

/** Every claim that could answer, with how well. */
function scoresFor(
  goal: Goal,
  title: string,
  candidates: readonly Candidate[],
): { claim: Claim; score: number }[] {
  const asked = goal.about.map((about) => askedBy(about, goal.text, title));
  return candidates.flatMap((candidate) => {
    const score = Math.max(...asked.map((question) => scoreOf(question, candidate)), 0);
    return score >= SCORE_MIN ? [{ claim: candidate.claim, score }] : [];
  });
}

/** What a goal asks for, in one of its wordings. */
interface Question {
  readonly words: readonly string[];
  /** Words of the goal's own sentence. */
  readonly context: readonly string[];
  /** Words of the case's title: a subject that they name is no part of another matter. */
  readonly matter: readonly string[];
  readonly period: NamedPeriod;
  readonly kind: "count" | "number" | "date" | "state" | "any";
}

function askedBy(about: string, text: string, title: string): Question {
  const period = namesPeriod(`${about} ${text}`);
  return {
    words: plainWords(about).filter((word) => !period.words.has(word)),
    context: plainWords(text),
    matter: plainWords(title),
    period,
    kind: kindAsked(text),
  };
}

/** "how many" asks for a number, "when" for a day, "whether" for yes, no or a state. */
function kindAsked(text: string): Question["kind"] {
  if (/\bwhether\b(?! and when)|\bshow that\b|\bif there (?:is|are)\b/i.test(text)) return "state";
  if (/\bhow many\b|\bnumber of\b/i.test(text)) return "count";
  if (/\bhow (?:much|long|far|large|high)\b/i.test(text)) return "number";
  return /\bwhen\b|\b(?:date|day) (?:of|on)\b/i.test(text) ? "date" : "any";
}

/** What is left of an answer that has another kind than was asked for. */
function fits(kind: Question["kind"], { value, unit }: Claim): boolean {
  if (kind === "count") return value.type === "number" && !isMeasure(unit);
  if (kind === "number") return value.type === "number" || value.type === "date";
  if (kind === "date") return value.type === "date";
  return kind === "state" || value.type !== "boolean";
}

/** 0: no answer. */
function scoreOf({ words, context, matter, period, kind }: Question, candidate: Candidate): number {
  const { claim, attribute, subject, measured, known } = candidate;
  if (words.length === 0 || !period.admits(claim)) return 0;
  const covered = words.filter((word) => known.some((other) => alike(word, other)));
  const inAttribute = words.some((word) => [...attribute, ...measured].some((other) => alike(word, other)));
  const coverage = covered.length / words.length;
  const wanted = [...words, ...context];
  const extra = attribute.filter((word) => !wanted.some((other) => alike(word, other)));
  if (!inAttribute || coverage < (extra.length === 0 ? PLAIN_COVERAGE_MIN : COVERAGE_MIN)) return 0;
  if (extra.some((word) => QUALIFIERS.has(word))) return 0;
  const part = subject.some((word) => ![...wanted, ...matter].some((other) => alike(word, other)));
  const shared = context.filter((word) => known.some((other) => alike(word, other)));
  const costs =
    EXTRA_COST * Math.min(extra.length, EXTRA_MAX) +
    (part ? PART_COST : 0) +
    (fits(kind, claim) ? 0 : KIND_COST) +
    (planned(claim) ? PLAN_COST : 0);
  return coverage - costs + CONTEXT_GAIN * shared.length;
}

/** Both cannot be the answer. */
function disagrees(a: Claim, b: Claim): boolean {
  return (
    a.id !== b.id &&
    a.subject === b.subject &&
    a.polarity &&
    b.polarity &&
    planned(a) === planned(b) &&
    overlaps(a, b) &&
    !sameMeaning(a, b)
  );
}

/** What value and unit alone say is told: a day, an area, a volume. */
function kindWords({ value, unit }: Claim): readonly string[] {
  if (value.type === "date") return ["date", "day"];
  return value.type === "number" ? (UNIT_WORDS.get(unit ?? "") ?? []) : [];
}

const UNIT_KINDS: readonly (readonly [units: string, words: string])[] = [
  ["m2 sqft km2 ha acre", "area"],
  ["m3 yd3 ft3 l hl", "volume"],
  ["GB TB PB", "storage data"],
  ["s min h day week month year", "duration time period"],
  ["m km ft mile", "distance length"],
  ["dB", "sound noise level"],
  ["%", "share percentage rate"],
  ["person", "people"],
];

const UNIT_WORDS: ReadonlyMap<string, readonly string[]> = new Map(
  UNIT_KINDS.flatMap(([units, words]) => units.split(" ").map((unit) => [unit, words.split(" ")] as const)),
);
/** Money, shares and lengths are measured, not counted. */
function isMeasure(unit: string | null): boolean {
  return unit !== null && unit !== "person" && (UNIT_WORDS.has(unit) || /^[A-Z]{3}$/.test(unit));
}

function plainWords(phrase: string): string[] {
  return wordsOf(phrase.replace(/['’]s\b/gu, "").replace(/(?<=\p{L})-(?=\d)/gu, "")).filter(
    (word) => word.length > 1 || /\d/.test(word),
  );
}

/** Forms of one word: "departures" and "departed", "excluding" and "excl". */
function alike(a: string, b: string): boolean {
  if (a === b) return true;
  const least = Math.max(a.length, b.length) - FORM_SUFFIX_MAX;
  if (Math.min(a.length, b.length) < FORM_STEM_MIN) return false;
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared += 1;
  return shared >= FORM_STEM_MIN && shared >= least;
}

const FORM_STEM_MIN = 4;
const FORM_SUFFIX_MAX = 4;

function planned(claim: Claim): boolean {
  return claim.places.some((place) => isPlan(place.modality));
}
