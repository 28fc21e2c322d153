import type { ClaimValue } from "@synod/core";
import { draft, type Draft } from "../draft.ts";
import type { Token } from "../text/tokens.ts";
import { attributeOf, isVague, joined } from "../words/attribute.ts";
import {
  AUXILIARIES,
  BE,
  CONJUNCTIONS,
  DETERMINERS,
  HAVE,
  NEGATIONS,
  PREPOSITIONS,
  PRONOUNS,
} from "../words/phrases.ts";
import { CATEGORY_HEADS, categoryOf } from "../words/categories.ts";
import { canonicalPhrase } from "../words/synonyms.ts";
import { subjectOf } from "../words/subject.ts";
import { mannerOf } from "./manner.ts";
import { textOf, type SentenceContext, type SentenceReading } from "./sentence-reading.ts";
import { timeOf, type Clause } from "./time-of.ts";

/** Adjectives and particles that say yes or no of a thing. */
const STATES = new Set(
  "open closed active available complete incomplete finished pending valid invalid ready in on off absent present out operational live ill up down free due safe compliant overdue unfinished".split(
    " ",
  ),
);
/** States that say the opposite of another: read as its denial. */
const OPPOSITES: ReadonlyMap<string, string> = new Map([
  ["lapsed", "in force"],
  ["expired", "in force"],
  ["suspended", "in force"],
  ["revoked", "in force"],
  ["invalid", "in force"],
  ["terminated", "in force"],
  ["incomplete", "complete"],
  ["unfinished", "finished"],
  ["off", "on"],
  ["rejected", "approved"],
  ["unavailable", "available"],
  ["failed", "passed"],
  ["absent", "present"],
  ["undamaged", "damaged"],
  ["closed", "open"],
]);
const SAME: ReadonlyMap<string, string> = new Map([
  ["valid", "in force"],
  ["active", "active"],
  ["renewed", "in force"],
  ["broken", "broken"],
]);
const PARTICIPLE =
  /(?:[^e]ed|eed|wn|pt|ilt|oken|itten|iven|aken|sent|made|held|sold|paid|met|lost|found|done|gone|shut|set|put|kept|read|born|bought|brought|stolen|drawn|begun|run)$/;
const CIRCUMSTANCE = new Set(["in", "on", "at", "by", "during", "since", "for", "with", "under", "against"]);
/** "An accident occurred" says no more than that there was one. */
const HAPPENING = new Set(["occurred", "happened", "recorded", "existed", "arisen", "taken", "place"]);
const MAY = /\b(?:may|might|can|could|should|would|must)\b/;
const ATTRIBUTE_TOKENS_MAX = 14;

/** Yes-or-no statements of the sentence: "is in force", "was not finished", "there is no report", "we hold a licence". */
export function predicateStatements(reading: SentenceReading, context: SentenceContext): Draft[] {
  if (reading.text.trimEnd().endsWith("?")) return [];
  const drafts: Draft[] = [];
  for (const clause of reading.clauses) {
    const made = statementOf(reading, clause, context);
    if (made !== null) drafts.push(made);
  }
  return drafts;
}

interface Predicate {
  readonly attribute: string;
  /** A number is how many there are. */
  readonly value: boolean | string | number;
  readonly event: boolean;
}

function statementOf(reading: SentenceReading, clause: Clause, context: SentenceContext): Draft | null {
  const { tokens, scopes, quantities } = reading;
  const measured = quantities.some(
    ({ first, last, role }) => first >= clause.from && last < clause.to && role !== "count",
  );
  const list: Token[] = [];
  for (let at = clause.from; at < clause.to; at += 1) {
    const token = tokens[at];
    // "As of 3 May, no boat …" begins after the comma.
    if (token !== undefined && !reading.timed.has(at) && (list.length > 0 || token.kind !== "mark"))
      list.push(token);
  }
  const counted = quantities.some(({ first, last }) => first >= clause.from && last < clause.to);
  const found =
    gradeOf(list, context) ?? (measured ? null : predicateOf(list, counted ? null : context.label));
  if (found === null || isVague(found.attribute)) return null;
  const words = textOf(reading, clause.from, clause.to);
  const manner = mannerOf(words, textOf(reading, 0, clause.to), context.quoted, true);
  // What will be or might be is no statement that can be checked now.
  if (manner.modality === "planned" || MAY.test(words)) return null;
  const [start, end] = [tokens[clause.from]?.start ?? 0, tokens[clause.to - 1]?.end ?? 0];
  return draft(
    { start, end },
    {
      subject: found.attribute.endsWith(" location") ? context.topic.subject : subjectOf(list, context.topic),
      attribute: found.attribute,
      value: valueOf(found),
    },
    timeOf(clause.from, clause, scopes, null),
    { modality: manner.modality, confidence: Math.min(manner.confidence, 0.9) },
  );
}

function valueOf({ value }: Predicate): ClaimValue {
  if (typeof value === "number") return { type: "number", number: value };
  return typeof value === "boolean" ? { type: "boolean", boolean: value } : { type: "text", text: value };
}

/** `label` null: a number is counted in the clause, so that its state is said of that. */
function predicateOf(list: readonly Token[], label: string | null): Predicate | null {
  return (
    existence(list) ??
    listedAs(list) ??
    bareStatus(list) ??
    lawsuitOf(list) ??
    causeOf(list) ??
    oneOf(list) ??
    deedOf(list) ??
    locationOf(list) ??
    possession(list) ??
    denialOfAll(list) ??
    (label === null ? null : state(list, label))
  );
}

/** "There is no litigation", "there has been an accident". */
function existence(list: readonly Token[]): Predicate | null {
  const there = list.findIndex(({ lower }) => lower === "there" || lower === "there's");
  if (there === -1 || there > 3) return null;
  let at = there + 1;
  while (at < list.length && (AUXILIARIES.has(list[at]?.lower ?? "") || isSkipped(list[at]))) at += 1;
  if (at === there + 1 && list[there]?.lower === "there") return null;
  const value = !list.slice(there, at + 1).some(({ lower }) => NEGATIONS.has(lower));
  return { attribute: attributeOf(phrase(list, at)), value, event: false };
}

/** Papers that are in force, suspended or withdrawn; however they are called in full, there is one. */
const HELD = /\b(?:certificate|certification|licence|license|permit|accreditation|registration)\b/;
const STATUS = new Set([
  "suspended",
  "withdrawn",
  "expired",
  "revoked",
  "lapsed",
  "valid",
  "renewed",
  "cancelled",
  "reinstated",
]);

/** "The register shows the policy as lapsed." */
function listedAs(list: readonly Token[]): Predicate | null {
  const at = list.findIndex(({ lower }) => lower === "as");
  const state = list[at + 1]?.lower ?? "";
  const verb = list.findIndex(({ lower }) =>
    /^(?:shows?|lists?|records?|carries|marks?|reports?|has)$/.test(lower),
  );
  if (verb < 0 || at < verb + 2 || !(OPPOSITES.has(state) || STATES.has(state))) return null;
  const said = OPPOSITES.get(state) ?? state;
  return {
    attribute: canonicalPhrase(`${attributeOf(list.slice(verb + 1, at))} ${said}`),
    value: !OPPOSITES.has(state),
    event: false,
  };
}

/** "ISO 9001 certificate in force". */
function bareStatus(list: readonly Token[]): Predicate | null {
  const at = list.findIndex(
    ({ lower }, index) => lower === "in" && /^(?:force|effect)$/.test(list[index + 1]?.lower ?? ""),
  );
  if (at < 1 || list.slice(0, at).some(({ lower }) => AUXILIARIES.has(lower) && !BE.has(lower))) return null;
  const words = phrase(list, 0);
  const document = HELD.exec(attributeOf(words))?.[0];
  if (document === undefined) return null;
  const negative = list.slice(0, at).some(({ lower }) => NEGATIONS.has(lower));
  return { attribute: `${document} status`, value: negative ? "not in force" : "in force", event: false };
}

/** "Unit 4 is a B": a grade of what the label or the sentence before speaks of. */
function gradeOf(list: readonly Token[], context: SentenceContext): Predicate | null {
  const be = list.findIndex(({ lower }) => /^(?:is|was)$/.test(lower));
  if (be < 1 || be > 6) return null;
  let at = be + 1;
  while (/^(?:rated|graded|a|an|class|band|now|still)$/.test(list[at]?.lower ?? "")) at += 1;
  const grade = list[at];
  if (at === be + 1 || grade === undefined || !/^[A-G]$/.test(grade.text)) return null;
  if (list[at + 1]?.kind === "word" && !/^(?:and|but|since|from)$/.test(list[at + 1]?.lower ?? ""))
    return null;
  const named = [attributeOf(list.slice(0, be)), context.label, context.previous].find((name) =>
    CATEGORY_HEADS.test(name),
  );
  return named === undefined ? null : { attribute: named, value: grade.lower, event: false };
}

/** "The fall of 3 May was a reportable accident": so there was one. */
function oneOf(list: readonly Token[]): Predicate | null {
  const be = list.findIndex(({ lower }) => /^(?:is|was)$/.test(lower));
  if (be < 1 || !/^an?$/.test(list[be + 1]?.lower ?? "")) return null;
  if (PRONOUNS.has(list[0]?.lower ?? "")) return null;
  const kind: Token[] = [];
  for (const token of list.slice(be + 2)) {
    if (token.kind !== "word" || PREPOSITIONS.has(token.lower) || CONJUNCTIONS.has(token.lower)) break;
    kind.push(token);
  }
  return kind.length < 2 || kind.length > 3
    ? null
    : { attribute: attributeOf(kind), value: true, event: false };
}

/** "A former supplier filed a complaint in the district court": there is litigation. */
function lawsuitOf(list: readonly Token[]): Predicate | null {
  const words = list.map(({ lower }) => lower).join(" ");
  const filed =
    /\b(?:filed|brought|lodged) an? (?:\S+ )?(?:complaint|lawsuit|suit|claim|action)\b.*\b(?:court|tribunal)\b/;
  if (!filed.test(words) || list.some(({ lower }) => NEGATIONS.has(lower))) return null;
  return { attribute: "litigation", value: true, event: true };
}

/** "The root cause was a worn bearing in the pump" → "worn bearing". */
function causeOf(list: readonly Token[]): Predicate | null {
  const verb = list.findIndex(({ lower }) => /^(?:is|was)$/.test(lower));
  const before = list[verb - 1]?.lower ?? "";
  if (
    verb < 1 ||
    !(/^(?:cause|reason|culprit)$/.test(before) || CATEGORY_HEADS.test(before)) ||
    NEGATIONS.has(list[verb + 1]?.lower ?? "")
  )
    return null;
  const free = /^(?:cause|reason|culprit)$/.test(before);
  const said = phrase(list, verb + 1);
  const value = free ? attributeOf(said) : (categoryOf(said.map(({ text }) => text).join(" ")) ?? "");
  return value === "" ? null : { attribute: attributeOf(list.slice(0, verb)), value, event: false };
}

/** "The archive is located in Oslo." */
function locationOf(list: readonly Token[]): Predicate | null {
  const at = list.findIndex(({ lower }) =>
    /^(?:located|situated|based|stored|hosted|headquartered)$/.test(lower),
  );
  const [be, link, place] = [list[at - 1], list[at + 1], list[at + 2]];
  if (
    at < 2 ||
    !BE.has(be?.lower ?? "") ||
    !/^(?:in|at)$/.test(link?.lower ?? "") ||
    place === undefined ||
    !/^\p{Lu}/u.test(place.text)
  )
    return null;
  return { attribute: `${attributeOf(list.slice(0, at - 1))} location`, value: place.lower, event: false };
}

/** "We hold a report", "the company has no licence". */
function possession(list: readonly Token[]): Predicate | null {
  const at = list.findIndex(({ lower }) => /^(?:hold|holds|have|has|had|own|owns)$/.test(lower));
  if (at < 1 || at > 8) return null;
  let from = at + 1;
  while (from < list.length && isSkipped(list[from]) && !NEGATIONS.has(list[from]?.lower ?? "")) from += 1;
  const head = list[from];
  if (head === undefined || !/^(?:a|an|no|the|any)$/.test(head.lower)) return null;
  return { attribute: attributeOf(phrase(list, from + 1)), value: head.lower !== "no", event: false };
}

/** "No boat has been sold", "Not a single rope was cut", "Nobody had switched off the pump", "No night work". */
function denialOfAll(list: readonly Token[]): Predicate | null {
  const [first, second] = [list[0]?.lower ?? "", list[1]?.lower ?? ""];
  if (
    /^not a single$/.test(
      list
        .slice(0, 3)
        .map(({ lower }) => lower)
        .join(" "),
    )
  )
    return { attribute: attributeOf(predicateWords(list.slice(3))), value: 0, event: false };
  const skip =
    first === "no" ? 1 : first === "none" && second === "of" ? 2 : first === "not" && second === "a" ? 2 : 0;
  if (first === "nobody" || first === "nothing") {
    const rest = phrase(list, 1).filter(({ lower }) => !AUXILIARIES.has(lower));
    return rest.length === 0 ? null : { attribute: objectFirst(rest), value: false, event: false };
  }
  if (skip === 0) return null;
  return { attribute: attributeOf(predicateWords(list.slice(skip))), value: false, event: false };
}

/** "switched the pump off" → "pump switched". */
function objectFirst(rest: readonly Token[]): string {
  const article = rest.findIndex(({ lower }) => DETERMINERS.has(lower));
  return article < 1 ? attributeOf(rest) : attributeOf([...rest.slice(article), ...rest.slice(0, article)]);
}

/** "We have not received the study" → "study received": who did it is not what is said. */
function deedOf(list: readonly Token[]): Predicate | null {
  const [doer, have] = list;
  if (!PRONOUNS.has(doer?.lower ?? "") || !/^(?:has|have|had|hasn't|haven't|hadn't)$/.test(have?.lower ?? ""))
    return null;
  let at = 1;
  let negative = false;
  while (at < list.length && (AUXILIARIES.has(list[at]?.lower ?? "") || isSkipped(list[at]))) {
    if (NEGATIONS.has(list[at]?.lower ?? "")) negative = true;
    at += 1;
  }
  const [deed, article] = [list[at], list[at + 1]];
  if (deed === undefined || !PARTICIPLE.test(deed.lower) || !DETERMINERS.has(article?.lower ?? ""))
    return null;
  const thing = attributeOf(phrase(list, at + 1));
  return thing === "" ? null : { attribute: joined(thing, deed.lower), value: !negative, event: true };
}

/** Subject, a form of be or have, perhaps "not", and a participle, adjective or place. */
function state(list: readonly Token[], label: string): Predicate | null {
  const verb = list.findIndex(
    ({ lower }, at) =>
      at > 0 && (BE.has(lower) || HAVE.has(lower) || /^(?:did|does|do|didn't|doesn't|don't)$/.test(lower)),
  );
  if (verb < 1 || verb > 12) return null;
  const subject = list.slice(0, verb);
  let at = verb;
  let negative = subject[0]?.lower === "no";
  while (at < list.length && (AUXILIARIES.has(list[at]?.lower ?? "") || isSkipped(list[at]))) {
    if (NEGATIONS.has(list[at]?.lower ?? "")) negative = !negative;
    at += 1;
  }
  const head = list[at];
  if (head === undefined || head.kind !== "word") return null;
  const did = /^d(?:o|id|oes)/.test(list[verb]?.lower ?? "");
  const opposite = OPPOSITES.get(head.lower);
  const isState = PARTICIPLE.test(head.lower) || STATES.has(head.lower) || opposite !== undefined;
  if (isWithSomeone(list, at)) {
    const held = inFull(attributeOf(phrase(subject, startOf(subject))), label);
    return held === "" ? null : { attribute: `${held} available`, value: !negative, event: false };
  }
  if (!isState && !(negative && (did || BE.has(list[verb]?.lower ?? "")))) return null;
  if (PRONOUNS.has(subject.at(-1)?.lower ?? "") && subject.length === 1) return null;
  if (
    head.lower === "in" &&
    !/^(?:force|place|order|use|effect|operation|service)$/.test(list[at + 1]?.lower ?? "")
  )
    return null;
  const name = attributeOf(phrase(subject, startOf(subject)));
  if (name === "") return null;
  const document = HELD.exec(name)?.[0];
  if (document !== undefined && STATUS.has(head.lower) && (!negative || head.lower === "valid"))
    return { attribute: `${document} status`, value: negative ? "not valid" : head.lower, event: false };
  const said =
    opposite === undefined
      ? (SAME.get(head.lower) ?? attributeWords(list, at))
      : joined(opposite, attributeOf(predicateWords(list.slice(at + 1)).slice(0, 3)));
  const value = opposite === undefined ? !negative : negative;
  return { attribute: canonicalPhrase(`${name} ${said}`.trim()), value, event: PARTICIPLE.test(head.lower) };
}

/** The label's words for a thing, where the clause has only some of them. */
function inFull(name: string, label: string): string {
  const full = label.split(" ");
  return name.split(" ").every((word) => full.includes(word)) ? label : name;
}

/** "in your hands", "with us", "on file", "at hand": it is available. */
function isWithSomeone(list: readonly Token[], at: number): boolean {
  const words = list
    .slice(at, at + 3)
    .map(({ lower }) => lower)
    .join(" ");
  return /^(?:in (?:our|your|their|his|her) (?:hands|possession)|with (?:us|you|them)\b|on file|at hand|to hand)/.test(
    words,
  );
}

function attributeWords(list: readonly Token[], at: number): string {
  const head = list[at]?.lower ?? "";
  if (head === "in" || head === "on" || head === "off") {
    const rest = attributeOf(phrase(list, at + 1));
    return head === "in" ? `in ${rest}` : `${head} ${rest}`.trim();
  }
  return attributeOf(predicateWords(list.slice(at)));
}

function startOf(subject: readonly Token[]): number {
  const comma = subject.findLastIndex(({ text }) => text === ",");
  return comma === subject.length - 1 ? 0 : comma + 1;
}

/** Without auxiliaries, verbs that only say that something is, and circumstances after the verb. */
function predicateWords(list: readonly Token[]): Token[] {
  const words = phrase(list, 0);
  const verb = words.findIndex(({ lower }) => AUXILIARIES.has(lower));
  const stop = words.findIndex(({ lower }, at) => at > verb + 1 && verb !== -1 && CIRCUMSTANCE.has(lower));
  return (stop === -1 ? words : words.slice(0, stop)).filter(
    ({ lower }) => !AUXILIARIES.has(lower) && !PREPOSITIONS.has(lower) && !HAPPENING.has(lower),
  );
}

/** Words from `from` up to a comma or conjunction. */
function phrase(list: readonly Token[], from: number): Token[] {
  const words: Token[] = [];
  for (const token of list.slice(from, from + ATTRIBUTE_TOKENS_MAX)) {
    if (
      (token.kind === "mark" && token.text !== "-") ||
      (CONJUNCTIONS.has(token.lower) && token.lower !== "or")
    )
      break;
    words.push(token);
  }
  return words;
}

function isSkipped(token: Token | undefined): boolean {
  const word = token?.lower ?? "";
  return (
    NEGATIONS.has(word) ||
    /^(?:now|still|already|also|therefore|currently|been|being|ever|yet|so|far|again|only|just)$/.test(
      word,
    ) ||
    word.endsWith("ly")
  );
}
