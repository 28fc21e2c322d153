import type { Quantity } from "../amount/quantities.ts";
import type { Token } from "../text/tokens.ts";
import { attributeOf, joined } from "../words/attribute.ts";
import {
  AUXILIARIES,
  BE,
  CONJUNCTIONS,
  DETERMINERS,
  NEGATIONS,
  PREPOSITIONS,
  PRONOUNS,
  VALUE_VERBS,
} from "../words/phrases.ts";
import { isAdverb, isVerb, type Verb } from "./verbs.ts";

/** Nouns of a phrase that are kept. */
export const NOUNS_MAX = 4;
/** Verbs of having and showing: what is counted is not changed by them. */
const HAVING = new Set(
  "is are was were be been have has had hold holds held carry carries count counts counted record records recorded show shows showed report reports reported make makes made give gives gave find found contain contains consist consists consisted comprise comprises comprised assume assumes assumed list lists listed include includes included see saw read".split(
    " ",
  ),
);
/** "The east wing has 30 rooms": whose they are is part of what is counted. */
const OWNING = new Set(
  "has have had hold holds held contain contains consist consists consisted comprise comprises comprised include includes included".split(
    " ",
  ),
);
/** Owners that are the case itself. */
const GENERIC_OWNERS = new Set(
  "company firm group business organisation organization project institution employer supplier contractor association authority agency".split(
    " ",
  ),
);
const GENERIC_PEOPLE = new Set(["people", "persons", "individuals", "participants", "attendees"]);

/** "184 people had been invited", "five sites", "86 of our 94 members have paid". */
export function counted(
  quantity: Quantity,
  left: readonly Token[],
  right: readonly Token[],
  verb: Verb | null,
): string | null {
  if (quantity.role !== "count") return null;
  const skip = right[0]?.lower === "of" ? 1 : 0;
  const nouns: Token[] = [];
  let at = skip;
  while (at < right.length && nouns.length < NOUNS_MAX && isNominal(right, at)) {
    const token = right[at];
    if (token !== undefined && !DETERMINERS.has(token.lower)) nouns.push(token);
    at += 1;
  }
  if (nouns.length === 0) return null;
  const phrase = attributeOf(nouns);
  if (GENERIC_PEOPLE.has(phrase) && (verb?.word ?? "").startsWith("employ")) return "employees";
  if (verb !== null && left.length - verb.at <= 3 && !BE.has(verb.word)) {
    if (!HAVING.has(verb.word)) return joined(phrase, verb.word);
    return OWNING.has(verb.word) ? joined(ownerOf(left.slice(0, verb.from)), phrase) : phrase;
  }
  // "credits went to 14 clients": the clients of the credits.
  const link = left.at(-1)?.lower ?? "";
  if (verb !== null && /^(?:to|for|from|with|among|between)$/.test(link))
    return joined(phrase, attributeOf(left.slice(0, verb.from)).split(" ").slice(0, 2).join(" "));
  const predicate = predicateOf(afterAside(right.slice(at)));
  return GENERIC_PEOPLE.has(phrase) && predicate !== "" ? predicate : joined(phrase, predicate);
}

/** "two clubs, Elm and Oak, have asked": what stands between commas is passed over. */
function afterAside(rest: readonly Token[]): readonly Token[] {
  if (rest[0]?.text !== ",") return rest;
  const end = rest.findIndex(({ text, lower }, at) => at > 0 && (text === "," || AUXILIARIES.has(lower)));
  return end === -1 ? rest : rest.slice(rest[end]?.text === "," ? end + 1 : end);
}

function ownerOf(before: readonly Token[]): string {
  const words = attributeOf(before)
    .split(" ")
    .filter((word) => word !== "");
  const named = before.some(({ text, kind }, at) => at > 0 && kind === "word" && /^\p{Lu}/u.test(text));
  return named || words.some((word) => GENERIC_OWNERS.has(word)) ? "" : words.slice(-2).join(" ");
}

export function isNominal(list: readonly Token[], at: number): boolean {
  const token = list[at];
  if (token?.kind !== "word" || CONJUNCTIONS.has(token.lower) || AUXILIARIES.has(token.lower)) return false;
  if (PREPOSITIONS.has(token.lower) || PRONOUNS.has(token.lower)) return false;
  const next = list[at + 1];
  const modifies =
    next?.kind === "word" &&
    !PREPOSITIONS.has(next.lower) &&
    !DETERMINERS.has(next.lower) &&
    !AUXILIARIES.has(next.lower) &&
    !CONJUNCTIONS.has(next.lower);
  if (token.lower.endsWith("ed") && at > 0) return modifies && !VALUE_VERBS.has(token.lower);
  return !(at > 0 && isVerb(list, at));
}

/** The word that says what became of what was counted: "invited", "open", "failed". */
export function predicateOf(rest: readonly Token[]): string {
  for (const token of rest.slice(0, 8)) {
    if (token.kind !== "word") return "";
    if (AUXILIARIES.has(token.lower) || isAdverb(token) || NEGATIONS.has(token.lower)) continue;
    if (
      /(?:ed|wn|lt|ung|oken|itten)$|^(?:hurt|made|sent|held|kept|stolen|given|taken|bought|brought|born|found)$/.test(
        token.lower,
      )
    )
      return VALUE_VERBS.has(token.lower) &&
        !/^(?:closed|served|lost|paid|approved|agreed|employed|asked)$/.test(token.lower)
        ? ""
        : token.lower;
    if (/^(?:open|closed|active|available|sold|lost|due|free|left|complete)$/.test(token.lower))
      return token.lower;
    if (!PREPOSITIONS.has(token.lower) && !DETERMINERS.has(token.lower)) return "";
    return "";
  }
  return "";
}
