import type { Token } from "../text/tokens.ts";
import { CONJUNCTIONS, DETERMINERS, FILLER, PREPOSITIONS, PRONOUNS } from "./phrases.ts";
import { currencyOf } from "./units.ts";

/**
 * The subject of what is said about the matter itself. Documents rarely name it in a sentence, and each
 * in its own words in its title; one word for it lets statements of different documents meet.
 */
export const THE_CASE = "the case";

/** Nouns that, with a number or code, name one thing among several of its kind. */
const DESIGNATORS = new Set(
  "unit lot phase batch line site plant block building room cluster branch warehouse flat plot tower wing ward zone run stage release version scope tank reactor pump boiler machine store depot platform invoice order claim ticket bill account application sample truck vehicle flight".split(
    " ",
  ),
);
const PLACE_LEADS = new Set(["at", "in"]);
const NO_NAMES = new Set(
  "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december vat mr mrs ms dr clause section item annex board group company management no i q1 q2 q3 q4 h1 h2 fy".split(
    " ",
  ),
);

/** Things that come in numbers of their kind: a document about one of them says so in its title. */
const ONE_OF_MANY = /\b(unit|lot|flat|plot|batch|suite|apartment|parcel)\s+(\d{1,4}[a-z]?)\b/gi;

/** What a document is about, by the names in its title and headers: those are no subjects of their own. */
export interface Topic {
  readonly words: ReadonlySet<string>;
  /** The subject of what is said without one: the one lot or unit the title names, or the case. */
  readonly subject: string;
}

export function topicOf(titles: readonly string[]): Topic {
  const words = new Set<string>();
  for (const title of titles)
    for (const word of title.toLowerCase().split(/[^\p{L}\p{N}]+/u)) if (word !== "") words.add(word);
  const named = new Set(
    titles.flatMap((title) =>
      [...title.matchAll(ONE_OF_MANY)].map(([found]) => found.toLowerCase().replace(/\s+/g, " ")),
    ),
  );
  const [only] = named;
  return { words, subject: only !== undefined && named.size === 1 ? only : THE_CASE };
}

/** The thing among others that a clause is about, or the case. */
export function subjectOf(tokens: readonly Token[], topic: Topic): string {
  return designated(tokens, topic) ?? placed(tokens, topic) ?? partOf(tokens) ?? topic.subject;
}

/** "B2417", "INV-2291": letters and digits that name one thing by themselves. */
export function isCode(text: string): boolean {
  return /^[A-Z]{1,4}-?\d{2,}[\w-]{0,12}$/.test(text);
}

/** "Lot 2", "batch B2417", "line 2", "the 7.3 maintenance branch". */
function designated(tokens: readonly Token[], topic: Topic): string | null {
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    if (!DESIGNATORS.has(token.lower)) continue;
    const before =
      tokens[index - 1]?.kind === "number"
        ? tokens[index - 1]
        : tokens[index - 2]?.kind === "number"
          ? tokens[index - 2]
          : undefined;
    if (before !== undefined && /^\d+\.\d+$/.test(before.text) && !topic.words.has(before.text))
      return `${token.lower} ${before.text}`;
    const owner = tokens[index - 1];
    if (owner !== undefined && isName(owner, topic) && index > 1) return `${owner.lower} ${token.lower}`;
    if (owner !== undefined && /^[A-Z]{2,3}$/.test(owner.text) && !topic.words.has(owner.lower))
      return `${owner.lower} ${token.lower}`;
    if (next === undefined) continue;
    if (isCode(next.text)) return next.lower;
    const code = /^(?:\d{1,5}(?:\.\d+)?[a-z]?|[A-Z])$/.test(next.text);
    if (
      code &&
      (topic.subject === `${token.lower} ${next.lower}` ||
        !(topic.words.has(token.lower) && topic.words.has(next.lower)))
    )
      return `${token.lower} ${next.lower}`;
  }
  return null;
}

/** "at Norwick", "in Sudwick". */
function placed(tokens: readonly Token[], topic: Topic): string | null {
  for (const [index, token] of tokens.entries()) {
    if (!isName(token, topic)) continue;
    const before = tokens[index - 1];
    if (before === undefined || !PLACE_LEADS.has(before.lower)) continue;
    const name = nameAt(tokens, index, topic);
    if (name !== null) return name;
  }
  return null;
}

const NO_FIRST: ReadonlySet<string> = new Set([
  ...PRONOUNS,
  ...PREPOSITIONS,
  ...DETERMINERS,
  ...FILLER,
  ...CONJUNCTIONS,
]);

/** Nouns for one part of a whole, told apart by the words before them. */
const PARTS = new Set(
  "region district division department segment branch area wing zone hall field sector subsidiary country canton".split(
    " ",
  ),
);

/** "in the north region". */
function partOf(tokens: readonly Token[]): string | null {
  for (const [index, token] of tokens.entries()) {
    const [lead, article, modifier] = [tokens[index - 3], tokens[index - 2], tokens[index - 1]];
    if (!PARTS.has(token.lower) || modifier?.kind !== "word" || article?.lower !== "the") continue;
    if (PLACE_LEADS.has(lead?.lower ?? "") || lead?.lower === "of") return `${modifier.lower} ${token.lower}`;
  }
  return null;
}

/** A name that is the whole of a phrase: "Halden Logistics GmbH", "The Halden group". */
export function nameIn(tokens: readonly Token[], topic: Topic): string | null {
  const words = tokens.filter(
    (token) => token.kind === "word" && !/^(?:the|a|an|our|whole|for|and)$/.test(token.lower),
  );
  const first = words[0];
  if (
    first === undefined ||
    words.length > 5 ||
    NO_FIRST.has(first.lower) ||
    DESIGNATORS.has(first.lower) ||
    !words.every((word) => /^\p{Lu}/u.test(word.text) || word.lower === "group")
  )
    return null;
  const name = words.map(({ lower }) => lower).join(" ");
  return words.some((word) => isName(word, topic)) ? name : null;
}

function nameAt(tokens: readonly Token[], index: number, topic: Topic): string | null {
  const words: string[] = [];
  for (let at = index; at < tokens.length && words.length < 4; at += 1) {
    const token = tokens[at];
    if (token === undefined || token.kind !== "word" || !/^\p{Lu}/u.test(token.text)) break;
    words.push(token.lower.replace(/'s?$/, ""));
    if (!isName(token, topic)) return null;
  }
  return words.length === 0 ? null : words.join(" ");
}

function isName(token: Token, topic: Topic): boolean {
  if (token.kind !== "word" || !/^\p{Lu}\p{Ll}/u.test(token.text)) return false;
  const word = token.lower.replace(/'s?$/, "");
  return !topic.words.has(word) && !NO_NAMES.has(word) && currencyOf(word) === null;
}
