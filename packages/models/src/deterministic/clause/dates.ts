import type { ClaimValue, IsoDate } from "@synod/core";
import { draft, type Draft } from "../draft.ts";
import type { Token } from "../text/tokens.ts";
import type { TimeScope } from "../time/scopes.ts";
import { attributeOf, isVague, joined } from "../words/attribute.ts";
import { AUXILIARIES, NEGATIONS, PREPOSITIONS } from "../words/phrases.ts";
import { subjectOf } from "../words/subject.ts";
import { isVerb } from "./verbs.ts";
import { mannerOf } from "./manner.ts";
import { textOf, type SentenceContext, type SentenceReading } from "./sentence-reading.ts";
import type { Clause } from "./time-of.ts";

/** Verbs by which a date is only moved, fixed or reached: what happens then is their subject. */
const LIGHT = new Set(
  "is are was were be been being moved moves move planned scheduled set fixed confirmed expected achieved due becomes became agreed forecast postponed slips slipped shifts pushed has have had will took takes place effect comes came falls fell would can should".split(
    " ",
  ),
);

/** What is done again and again: its days contradict nothing. */
const REPEATED = new Set(
  "met inspected visited discussed wrote called asked spoke telephoned mailed e-mailed checked examined noted refer refers replied answered".split(
    " ",
  ),
);

/** A statement for every day of the sentence on which something happens, or that something is. */
export function dateStatements(reading: SentenceReading, context: SentenceContext): Draft[] {
  const drafts: Draft[] = [];
  const { tokens, scopes, clauses, quantities } = reading;
  for (const [index, scope] of scopes.entries()) {
    const clause = clauses.find(({ from, to }) => scope.first >= from && scope.last < to);
    if (clause === undefined || isDeniedTime(tokens, scope)) continue;
    if (quantities.some(({ first, last }) => first >= clause.from && last < scope.first)) continue;
    if (
      scope.first <= clause.from &&
      quantities.some(({ first, last }) => first >= clause.from && last < clause.to)
    )
      continue;
    if (
      scope.role === "deadline" &&
      scopes.some((other) => other.first >= clause.from && other.last < scope.first)
    )
      continue;
    // "The invoice of 3 May": the day tells which one.
    const named = /^(?:date|day|deadline)$/.test(tokens[scope.first - 1]?.lower ?? "");
    if (tokens[scope.first]?.lower === "of" && !named) continue;
    // "As of 3 May no boat was sold" tells when it was so, not when something happened.
    if (tokens[scope.first]?.lower === "as") continue;
    const value = dayOf(scope);
    if (value === null) continue;
    const made = statementOf(reading, scope, clause, value, index, context);
    if (made !== null) drafts.push(made);
  }
  return drafts;
}

function statementOf(
  reading: SentenceReading,
  scope: TimeScope,
  clause: Clause,
  date: IsoDate,
  index: number,
  context: SentenceContext,
): Draft | null {
  const { tokens } = reading;
  const left: Token[] = [];
  for (let at = clause.from; at < scope.first; at += 1) {
    const token = tokens[at];
    if (token !== undefined && !reading.timed.has(at)) left.push(token);
  }
  // "On 3 May the court …": what happened stands after the day.
  if (left.some(({ lower }) => REPEATED.has(lower))) return null;
  const happening = eventOf(
    left.length === 0 ? tokens.slice(scope.last + 1, clause.to) : left,
    scope.bare,
    context,
  );
  if (happening === null) return null;
  const words = textOf(reading, clause.from, clause.to);
  const manner = mannerOf(words, textOf(reading, 0, clause.to), context.quoted, true);
  let attribute = happening.attribute;
  const kind = scope.role === "since" ? "since" : scope.role === "until" ? "until" : "date";
  if (!/\b(?:date|day|deadline)\b/.test(attribute) || kind !== "date") attribute = joined(attribute, kind);
  const from =
    wordBefore(tokens, scope) === "from" && /^to\b/.test(textOf(reading, scope.last + 1, clause.to));
  if (from) attribute = joined(attribute, "before change");
  if (manner.hypothetical) attribute = joined(attribute, "hypothetical");
  if (/\b(?:new|moves?|moved|now|extended|postponed)\b/i.test(words))
    attribute = joined(attribute, "after change");
  const [start, end] = [tokens[clause.from]?.start ?? 0, tokens[clause.to - 1]?.end ?? 0];
  return draft(
    { start, end },
    {
      subject: context.labelSubject ?? subjectOf(left, context.topic),
      attribute,
      value: { type: "date", date },
    },
    { from: null, to: null },
    {
      modality: scope.role === "deadline" ? "planned" : manner.modality,
      confidence: manner.confidence,
      correction: denial(reading, index),
    },
  );
}

/** What happens on the day, from the words before it: subject and verb, or a phrase that names a day. */
function eventOf(
  left: readonly Token[],
  bare: boolean,
  context: SentenceContext,
): { attribute: string } | null {
  const be = left.findIndex(({ lower }) => AUXILIARIES.has(lower));
  const verb = be === -1 ? left.findIndex((_, at) => isVerb(left, at)) : be;
  const had = /^(?:has|have|had)$/.test(left[verb]?.lower ?? "") ? attributeOf(left.slice(verb + 1)) : "";
  if (/\b(?:date|day|deadline)$/.test(had)) return { attribute: had };
  if (verb === -1) {
    const phrase = attributeOf(left);
    if (!isVague(phrase) && /\b(?:date|day|deadline|until|from)\b/.test(phrase)) return { attribute: phrase };
    // "Harbour office, 3 May 2025" dates a paper.
    return isVague(phrase) || bare ? null : { attribute: phrase };
  }
  let subject = attributeOf(left.slice(0, verb));
  if (isVague(subject) && left.slice(0, verb).some(({ lower }) => lower === "it" || lower === "this"))
    subject =
      context.previous === "" ? context.label : context.previous.replace(/ (?:date|since|until)\b.*$/, "");
  const rest: string[] = [];
  for (const token of left.slice(verb)) {
    if (token.kind !== "word" || NEGATIONS.has(token.lower)) continue;
    if (PREPOSITIONS.has(token.lower)) {
      if (rest.length > 0) break;
      continue;
    }
    if (LIGHT.has(token.lower) || AUXILIARIES.has(token.lower)) continue;
    rest.push(token.lower);
    if (rest.length >= 2) break;
  }
  const attribute = joined(subject, attributeOf(left.filter(({ lower }) => rest.includes(lower)).slice(-2)));
  return isVague(attribute) ? null : { attribute };
}

function dayOf(scope: TimeScope): IsoDate | null {
  if (scope.day === null) return null;
  return scope.day;
}

function wordBefore(tokens: readonly Token[], scope: TimeScope): string {
  return tokens[scope.first]?.lower ?? "";
}

function isDeniedTime(tokens: readonly Token[], scope: TimeScope): boolean {
  const before = tokens
    .slice(Math.max(0, scope.first - 2), scope.first + 1)
    .map(({ lower }) => lower)
    .join(" ");
  return /\b(?:not|instead of)\b/.test(before) && !/\bnot later\b/.test(before);
}

function denial({ tokens, scopes }: SentenceReading, index: number): Draft["correction"] {
  for (const scope of [scopes[index + 1], scopes[index - 1]]) {
    if (scope === undefined || scope.day === null || !isDeniedTime(tokens, scope)) continue;
    const replaces: ClaimValue = { type: "date", date: scope.day };
    return { cue: "not", replaces };
  }
  return null;
}
