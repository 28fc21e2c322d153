import type { ClaimValue } from "@synod/core";
import type { Quantity } from "../amount/quantities.ts";
import { draft, type Draft } from "../draft.ts";
import type { Token } from "../text/tokens.ts";
import { attributeOf, joined } from "../words/attribute.ts";
import { countUnit } from "../words/units.ts";
import { subjectOf } from "../words/subject.ts";
import { mannerOf } from "./manner.ts";
import { nameQuantity } from "./name-quantity.ts";
import { textOf, type SentenceContext, type SentenceReading } from "./sentence-reading.ts";
import { timeOf, type Clause } from "./time-of.ts";

const UPPER =
  /\b(?:not exceed|no more than|not more than|at most|(?<!add |adds |added |sum |sums )up to|maximum|capped at)\b/i;
const LOWER = /\b(?:not less than|no less than|at least|minimum)\b/i;
const BELOW = /\b(?:below|under|less than)\b/i;
const ABOVE = /\b(?:more than|above|over|exceeds?)\b/i;

/** A statement for every number of the sentence. */
export function numberStatements(reading: SentenceReading, context: SentenceContext): Draft[] {
  const drafts: Draft[] = [];
  let previous = topicPhrase(reading.tokens) ?? context.previous;
  for (const [index, quantity] of reading.quantities.entries()) {
    if (isDenied(reading.tokens, quantity)) continue;
    const clause = reading.clauses.find(({ from, to }) => quantity.first >= from && quantity.last < to);
    if (clause === undefined) continue;
    const made = statementOf(reading, quantity, clause, index, { ...context, previous });
    if (made === null) continue;
    drafts.push(made);
    previous = made.attribute;
  }
  return drafts;
}

function statementOf(
  reading: SentenceReading,
  quantity: Quantity,
  clause: Clause,
  index: number,
  context: SentenceContext,
): Draft | null {
  const { tokens, scopes, quantities } = reading;
  const inClause = quantities.filter(({ first, last }) => first >= clause.from && last < clause.to);
  const named = nameQuantity(tokens, quantity, clause, reading.timed, inClause, context);
  const words = textOf(reading, clause.from, clause.to);
  const condition = textOf(reading, 0, clause.to);
  const manner = mannerOf(words, condition, context.quoted, named.direct);
  let attribute = named.attribute;
  if (attribute === "") return null;
  attribute = withQualifiers(attribute, reading, quantity, clause);
  const hour = tokens.slice(clause.from, clause.to).find(({ kind }) => kind === "time");
  if (hour !== undefined) attribute = joined(attribute, hour.text);
  if (manner.hypothetical) attribute = joined(attribute, "hypothetical");
  // "The north branch had a bad year: its margin was …" speaks of what the sentence began with.
  const referring = tokens
    .slice(clause.from, quantity.first)
    .some(({ lower }) => lower === "its" || lower === "their");
  const around = referring
    ? tokens
    : near(tokens, quantity, clause, inClause).filter((_, at, list) => !isAside(list, at));
  const subject = named.name ?? context.labelSubject ?? subjectOf(around, context.topic);
  const [first, last] = [tokens[quantity.first], tokens[quantity.last]];
  if (first === undefined || last === undefined) return null;
  return draft(
    rangeOf(tokens, quantity, clause),
    { subject, attribute, value: { type: "number", number: quantity.number } },
    timeOf(quantity.first, clause, scopes, context.valid, manner.modality !== "planned"),
    {
      unit:
        quantity.unit ??
        (quantity.role === "count"
          ? countUnit(`${attribute} ${wordsBetween(tokens, quantity.last + 1, quantity.last + 4)}`)
          : null),
      modality: manner.modality,
      confidence: quantity.approximate ? Math.min(manner.confidence, 0.85) : manner.confidence,
      tolerance: quantity.tolerance,
      correction: denial(reading, index),
    },
  );
}

/** Limits, changes, taxes and halves make another figure of the same name. */
function withQualifiers(
  attribute: string,
  { tokens }: SentenceReading,
  quantity: Quantity,
  clause: Clause,
): string {
  const before = wordsBetween(tokens, Math.max(clause.from, quantity.first - 6), quantity.first);
  const after = wordsBetween(tokens, quantity.last + 1, Math.min(clause.to, quantity.last + 9));
  let found = attribute;
  const bound = boundOf(before, after);
  if (bound !== null) found = joined(found, bound);
  const change = changeRole(before, after);
  if (change !== null) found = joined(found, change);
  if (
    quantity.role === "money" &&
    /\b(?:incl\w*|with|including)\b.{0,24}\b(?:vat|tax)\b/.test(`${before} ${after}`)
  )
    found = joined(found, "incl tax");
  return found;
}

/** "On margins I stand by the paper: it was …" */
function topicPhrase(tokens: readonly Token[]): string | null {
  if (!/^(?:on|regarding|concerning)$/.test(tokens[0]?.lower ?? "")) return null;
  const end = tokens.slice(0, 6).findIndex(({ lower }) => /^(?:i|we|they|you|he|she)$/.test(lower));
  const phrase = end < 2 ? "" : attributeOf(tokens.slice(1, end));
  return phrase === "" ? null : phrase;
}

function boundOf(before: string, after: string): string | null {
  if (UPPER.test(before) || /^or less\b/.test(after)) return "maximum";
  if (LOWER.test(before) || /^or (?:better|more)\b/.test(after)) return "minimum";
  if (BELOW.test(before)) return "maximum";
  return ABOVE.test(before) ? "minimum" : null;
}

/** The two sides of a change: "from 5", "to 7"; and what is new since. */
function changeRole(before: string, after: string): string | null {
  if (/\bfrom(?: about| some)?(?: [€£$]| \w{3})?$/.test(before)) return "before change";
  if (/\bby(?: about| some)?(?: [€£$]| \w{3})?$/.test(before)) return "change";
  if (
    /\b(?:from .{1,40}|rose|risen|fall|fell|falls|fallen|drops?|dropped|increased|reduced|cut|raised|down|improved|grew|moved?|moves|unlike) to(?: about| some)?(?: [€£$]| \w{3})?$/.test(
      before,
    )
  )
    return /\bfrom\b|down to/.test(before) ? "after change" : null;
  if (/\b(?:now)\b/.test(before)) return "after change";
  return /^(?:more|fewer|extra|additional|higher|lower|points?)\b/.test(after) ? "change" : null;
}

function wordsBetween(tokens: readonly Token[], from: number, to: number): string {
  return tokens
    .slice(from, to)
    .map(({ lower }) => lower)
    .join(" ");
}

/** The quantity's own neighbourhood: the clause up to the numbers beside it. */
function near(
  tokens: readonly Token[],
  quantity: Quantity,
  clause: Clause,
  others: readonly Quantity[],
): Token[] {
  let [from, to] = [clause.from, clause.to];
  for (const other of others) {
    if (other.last < quantity.first) from = Math.max(from, other.last + 1);
    if (other.first > quantity.last) to = Math.min(to, other.first);
  }
  return tokens.slice(from, to);
}

/** "… for the new north line": what it was for is not what it is. */
function isAside(list: readonly Token[], at: number): boolean {
  return list
    .slice(Math.max(0, at - 5), at)
    .some(({ lower }) => lower === "for" || lower === "with" || lower === "about");
}

/** The part of the clause that is about this number. */
function rangeOf(
  tokens: readonly Token[],
  quantity: Quantity,
  clause: Clause,
): { start: number; end: number } {
  const start = tokens[clause.from]?.start ?? 0;
  const end = tokens[clause.to - 1]?.end ?? tokens[quantity.last]?.end ?? start;
  return { start, end };
}

/** "not EUR 5", "instead of 5": the value is named as wrong. */
function isDenied(tokens: readonly Token[], quantity: Quantity): boolean {
  const before = wordsBetween(tokens, Math.max(0, quantity.first - 2), quantity.first);
  return /(?:\bnot|\binstead of|\brather than)$/.test(before) || /\bnot (?:the|at|on)$/.test(before);
}

/** A denied number of the same unit that follows or precedes this one is what it replaces. */
function denial(reading: SentenceReading, index: number): Draft["correction"] {
  const quantity = reading.quantities[index];
  if (quantity === undefined) return null;
  for (const neighbour of [reading.quantities[index + 1], reading.quantities[index - 1]]) {
    if (neighbour === undefined || neighbour.unit !== quantity.unit || !isDenied(reading.tokens, neighbour))
      continue;
    const replaces: ClaimValue = { type: "number", number: neighbour.number };
    return { cue: "not", replaces };
  }
  return null;
}
