import type { Token } from "../text/tokens.ts";
import { FILLER, PREPOSITIONS, PRONOUNS, ROLES } from "./phrases.ts";
import { canonicalPhrase } from "./synonyms.ts";

/** Prepositions whose complement belongs to the name of a thing: "ratio of debt to income". */
const NAMING_PREPOSITIONS = new Set(["of", "from", "per", "to", "than", "with", "without"]);
const TAX_LEADS = new Set(["excluding", "excl", "including", "incl"]);
/** "Scope 1", "tier 2": the number is part of the name. */
const CLASSES = new Set("scope tier level class grade type category stage phase soc".split(" "));
/** Links that must stand between two words. */
const TRAILING = new Set(["from", "per", "than", "or", "without"]);
/** Longest attribute, in words. */
const WORDS_MAX = 7;

/** The head of a noun phrase with what modifies it, without articles, places and circumstances. */
export function attributeOf(tokens: readonly Token[]): string {
  const words: string[] = [];
  for (const [index, token] of tokens.entries()) {
    if (words.length >= WORDS_MAX) break;
    if (isClass(tokens, index)) {
      words.push(token.lower);
      continue;
    }
    if (token.kind === "mark") {
      if (/[,(]/.test(token.text) && words.length > 0) break;
      continue;
    }
    if (TAX_LEADS.has(token.lower) && /^(?:vat|tax|value)$/.test(tokens[index + 1]?.lower ?? "")) {
      words.push(token.lower.startsWith("excl") ? "excluding" : "including");
      continue;
    }
    if (PREPOSITIONS.has(token.lower) && !NAMING_PREPOSITIONS.has(token.lower) && words.length > 0) break;
    // "Sev-2" and "sev2" are one word.
    const word = token.lower.replace(/'s?$/, "").replace(/(?<=\p{L})-(?=\d)/u, "");
    if (FILLER.has(word) || PRONOUNS.has(word) || /^\d/.test(word)) continue;
    words.push(ROLES.get(word) ?? word);
  }
  while (TRAILING.has(words.at(-1) ?? "")) words.pop();
  while (TRAILING.has(words[0] ?? "")) words.shift();
  return canonicalPhrase(words.join(" "));
}

function isClass(tokens: readonly Token[], at: number): boolean {
  return /^\d{1,2}$/.test(tokens[at]?.text ?? "") && CLASSES.has(tokens[at - 1]?.lower ?? "");
}

/** Words after which a phrase means nothing by itself. */
const EMPTY_HEADS = new Set([
  "figure",
  "value",
  "amount",
  "number",
  "result",
  "total",
  "rate",
  "item",
  "answer",
  "average",
  "mean",
  "report",
  "line",
  "money",
  "point",
  "rest",
  "group",
  "company",
]);

/** True if the phrase alone does not tell what is measured. */
export function isVague(attribute: string): boolean {
  return (
    attribute === "" ||
    attribute.split(" ").every((word) => EMPTY_HEADS.has(word) || EMPTY_HEADS.has(word.replace(/s$/, "")))
  );
}

/** Adds the words of `extra` that are not there. */
export function joined(attribute: string, extra: string): string {
  const words = attribute.split(" ").filter((word) => word !== "");
  for (const word of extra.split(" ")) if (word !== "" && !words.includes(word)) words.push(word);
  return words.join(" ");
}
