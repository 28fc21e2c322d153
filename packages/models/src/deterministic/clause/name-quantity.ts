import type { Quantity } from "../amount/quantities.ts";
import type { Token } from "../text/tokens.ts";
import { attributeOf, isVague, joined } from "../words/attribute.ts";
import {
  AUXILIARIES,
  BE,
  CONJUNCTIONS,
  DETERMINERS,
  PREPOSITIONS,
  PRONOUNS,
  REPORTING_VERBS,
  ROLES,
} from "../words/phrases.ts";
import { canonicalPhrase } from "../words/synonyms.ts";
import { nameIn, type Topic } from "../words/subject.ts";
import { counted, isNominal, NOUNS_MAX, predicateOf } from "./counted.ts";
import type { Clause } from "./time-of.ts";
import { isVerb, lastVerb, type Verb } from "./verbs.ts";

/** What a number in a sentence is the value of. */
export interface Named {
  readonly attribute: string;
  /** A name that the clause has as its subject, or null. */
  readonly name: string | null;
  /** The words were in the clause itself. */
  readonly direct: boolean;
}

/** What stands around a clause and lends it words that it leaves out. */
export interface Surroundings {
  readonly label: string;
  readonly heading: string;
  readonly previous: string;
  readonly topic: Topic;
}

const TIMES = new Set(["second", "s", "min", "h", "day", "week", "month", "year"]);
/** How long something is, by the verb that says it. */
const SPAN_VERBS = new Map([
  ["took", "time"],
  ["takes", "time"],
  ["take", "time"],
  ["lasted", "duration"],
  ["lasts", "duration"],
  ["runs", "period"],
  ["run", "period"],
  ["ran", "period"],
]);
/** "25 m long" is a length. */
const DIMENSIONS = new Map([
  ["long", "length"],
  ["wide", "width"],
  ["high", "height"],
  ["tall", "height"],
  ["deep", "depth"],
  ["thick", "thickness"],
]);
/** "**Attendance.** 86 % of the members came": a label that names a share. */
const ABSTRACT = /(?:ity|ness|age|ance|ence|ency|tion|ment|rate|yield|uptime)$/;
const COMPANY = /\b(?:gmbh|ag|ltd|llp|llc|inc|plc|corp|co|sa|srl|spa|bv|nv|ab|as|oy|kg|se)$/;

/** Finds the words for a number: the phrase before "of", the subject of its verb, or what it counts. */
export function nameQuantity(
  tokens: readonly Token[],
  quantity: Quantity,
  clause: Clause,
  timed: ReadonlySet<number>,
  others: readonly Quantity[],
  around: Surroundings,
): Named {
  const left = leftOf(tokens, quantity, clause, timed, others);
  const right = rightOf(tokens, quantity, clause, timed, others);
  const verb = lastVerb(left);
  const before = verb === null ? left : left.slice(0, verb.from);
  const subject = phraseOf(before);
  const name = nameIn(before, around.topic);
  const found =
    bracketed(tokens, quantity, clause) ??
    owed(quantity, ofPhrase(left), right) ??
    counted(quantity, left, right, verb) ??
    shareOf(quantity, right) ??
    null;
  const firm = name !== null && (COMPANY.test(name) || found !== null);
  const said =
    verb !== null &&
    REPORTING_VERBS.has(verb.word) &&
    quantity.role === "money" &&
    !AUXILIARIES.has(left[verb.at - 1]?.lower ?? "");
  const abstract =
    quantity.unit === "%" && right[0]?.lower === "of" && ABSTRACT.test(around.label) ? around.label : null;
  const own =
    abstract ?? (found === null ? (firm || said ? "" : subject) : joined(found, roleWords(subject)));
  const measured =
    quantity.measure !== null && !quantity.measure.startsWith("per ") ? quantity.measure : null;
  const [head] = measured?.split(" ").slice(-1) ?? [];
  let attribute =
    measured === null || own.split(" ").includes(head ?? "")
      ? own
      : joined(roleWords(own).replace("average", "").trim(), measured);
  let direct = true;
  if (isVague(attribute)) {
    [attribute, direct] = [lent(attribute, left, right, verb, around), false];
  }
  const dimension = DIMENSIONS.get(right[0]?.lower ?? "");
  if (dimension !== undefined && quantity.role === "measure") attribute = joined(dimension, subject);
  const span = quantity.unit !== null && TIMES.has(quantity.unit) && quantity.measure === null;
  if (span && verb !== null && !isVague(attribute))
    attribute = joined(
      attribute,
      SPAN_VERBS.get(verb.word) ?? (/\boutage\b/.test(attribute) ? "duration" : ""),
    );
  if (quantity.measure !== null && quantity.measure.startsWith("per ")) {
    attribute =
      quantity.measure === "per annum"
        ? joined("annual", attribute)
        : canonicalPhrase(joined(attribute === "" ? "price" : attribute, quantity.measure));
  }
  return { attribute, name: firm ? name : null, direct };
}

/** "the boat shed (40 m²)": a number alone in brackets is of what stands before them. */
function bracketed(tokens: readonly Token[], quantity: Quantity, clause: Clause): string | null {
  const open = clause.from - 1;
  if (tokens[open]?.text !== "(" || quantity.first !== clause.from || tokens[quantity.last + 1]?.text !== ")")
    return null;
  let from = open;
  while (
    from > 0 &&
    open - from < 6 &&
    !stopsPhrase(tokens, from - 1) &&
    !DETERMINERS.has(tokens[from - 1]?.lower ?? "")
  )
    from -= 1;
  const phrase = attributeOf(tokens.slice(from, open));
  return phrase === "" ? null : joined(phrase, quantity.measure ?? "");
}

/** Words of the clause before the number, without times; "and" and commas cut where a verb stands before them. */
function leftOf(
  tokens: readonly Token[],
  quantity: Quantity,
  clause: Clause,
  timed: ReadonlySet<number>,
  others: readonly Quantity[],
): Token[] {
  let list: Token[] = [];
  for (let at = clause.from; at < quantity.first; at += 1) {
    const token = tokens[at];
    if (token === undefined || timed.has(at)) continue;
    if (others.some((other) => other !== quantity && at >= other.first && at <= other.last)) {
      list = cutAtNumber(list);
      continue;
    }
    if (
      (token.text === "," || token.lower === "and") &&
      (lastVerb(list) !== null || list.length === 0 || startsWithPreposition(list))
    )
      list = [];
    else list.push(token);
  }
  return list;
}

/** After another number the words before it still name this one only if they are its subject: "from 5 to 7". */
function cutAtNumber(list: Token[]): Token[] {
  const verb = lastVerb(list);
  return verb === null ? list : list.slice(0, verb.at + 1);
}

function startsWithPreposition(list: readonly Token[]): boolean {
  const first = list[0];
  return (
    first !== undefined &&
    (first.lower === "according" || (PREPOSITIONS.has(first.lower) && first.lower !== "of"))
  );
}

function rightOf(
  tokens: readonly Token[],
  quantity: Quantity,
  clause: Clause,
  timed: ReadonlySet<number>,
  others: readonly Quantity[],
): Token[] {
  const list: Token[] = [];
  for (let at = quantity.last + 1; at < clause.to; at += 1) {
    const token = tokens[at];
    if (token === undefined || others.some((other) => at >= other.first && at <= other.last)) break;
    if (!timed.has(at)) list.push(token);
  }
  return list;
}

/** The noun phrase right before "of", "at" or nothing: "a gross internal area of", "with leverage at". */
function ofPhrase(left: readonly Token[]): string | null {
  let end = left.length;
  while (
    end > 0 &&
    /^(?:about|around|roughly|some|approximately|nearly|almost|up|to|over|only|just)$/.test(
      left[end - 1]?.lower ?? "",
    )
  )
    end -= 1;
  const link = left[end - 1]?.lower;
  if (link !== "of" && link !== "at") return null;
  const before = left[end - 2]?.lower ?? "";
  // "was agreed at", "consists of": the subject of the verb is meant.
  if (
    /^(?:consist|compos|made)/.test(before) ||
    (before.endsWith("ed") && AUXILIARIES.has(left[end - 3]?.lower ?? ""))
  )
    return null;
  let from = end - 1;
  while (from > 0 && !stopsPhrase(left, from - 1) && end - from < 9) from -= 1;
  const phrase = attributeOf(left.slice(from, end - 1));
  return phrase === "" ? null : phrase;
}

/** "A credit of EUR 5 is due": what became of the money is part of what is named. */
function owed(quantity: Quantity, phrase: string | null, right: readonly Token[]): string | null {
  const [be, state] = right;
  if (phrase === null || quantity.role !== "money" || !BE.has(be?.lower ?? "")) return phrase;
  return /^(?:due|payable|owed|overdue|outstanding|withheld)$/.test(state?.lower ?? "")
    ? joined(phrase, state?.lower ?? "")
    : phrase;
}

function stopsPhrase(list: readonly Token[], at: number): boolean {
  const token = list[at];
  if (token === undefined || (token.kind === "mark" && token.text !== "'") || CONJUNCTIONS.has(token.lower))
    return true;
  return (
    PRONOUNS.has(token.lower) ||
    (isVerb(list, at) && !token.lower.endsWith("ed")) ||
    (PREPOSITIONS.has(token.lower) && !/^(?:of|per|to|from)$/.test(token.lower))
  );
}

/** "88% of the timber we bought was dried" → "timber dried". */
function shareOf(quantity: Quantity, right: readonly Token[]): string | null {
  if (right[0]?.lower !== "of") return null;
  const nouns: Token[] = [];
  let at = 1;
  while (at < right.length && nouns.length < NOUNS_MAX) {
    const token = right[at];
    if (
      token?.kind !== "word" ||
      PRONOUNS.has(token.lower) ||
      isVerb(right, at) ||
      (PREPOSITIONS.has(token.lower) && token.lower !== "of")
    )
      break;
    nouns.push(token);
    at += 1;
  }
  const phrase = attributeOf(nouns);
  if (phrase === "") return null;
  if (quantity.unit !== "%") return phrase;
  const be = right.findIndex((token, index) => index >= at && BE.has(token.lower));
  return joined(phrase, be === -1 ? "" : predicateOf(right.slice(be)));
}

/** The subject of the clause: its last noun phrase before the verb. */
function phraseOf(before: readonly Token[]): string {
  const start = before.findIndex((token) => !PREPOSITIONS.has(token.lower) || token.lower === "of");
  return attributeOf(
    start === -1 ? [] : before.slice(startsWithPreposition(before) ? afterLead(before) : start),
  );
}

/** "In the audit period the share" begins with a circumstance that ends at the next determiner. */
function afterLead(before: readonly Token[]): number {
  const from = before[0]?.lower === "according" ? 3 : 2;
  for (let at = from; at < before.length; at += 1) {
    if (DETERMINERS.has(before[at]?.lower ?? "") && !PREPOSITIONS.has(before[at - 1]?.lower ?? "")) return at;
  }
  for (let at = from; at < before.length; at += 1) if (DETERMINERS.has(before[at]?.lower ?? "")) return at;
  return 1;
}

/** Words for a clause that has none: those of a label, of the sentence before ("it"), of a heading. */
function lent(
  own: string,
  left: readonly Token[],
  right: readonly Token[],
  verb: Verb | null,
  around: Surroundings,
): string {
  const pronoun = left.some(({ lower }) => lower === "it" || lower === "that" || lower === "this");
  const topic =
    left[0]?.lower === "on" || left[0]?.lower === "regarding" ? attributeOf(left.slice(1, 4)) : "";
  if (pronoun && topic !== "") return topic;
  // "The figure had been 5" is of what the sentence before was about.
  const standsFor = /\b(?:figure|number|total|amount|count|value)\b/.test(own);
  if ((pronoun || standsFor) && around.previous !== "") return around.previous;
  const nominal = right.findIndex((_, index) => !isNominal(right, index));
  const after = attributeOf(right.slice(0, Math.min(2, nominal === -1 ? right.length : nominal)));
  if (around.label !== "") return joined(joined(after, around.label), roleWords(own));
  const does = verb === null || AUXILIARIES.has(verb.word) ? "" : verb.word;
  if (after !== "" || does !== "") return joined(joined(does, after), own);
  return around.previous !== "" ? around.previous : joined(own, around.heading);
}

function roleWords(phrase: string): string {
  const roles = new Set(ROLES.values());
  return phrase
    .split(" ")
    .filter((word) => roles.has(word))
    .join(" ");
}
