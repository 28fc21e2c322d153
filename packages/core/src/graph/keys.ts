import { digestOf } from "../crypto/digest.ts";
import type { ClaimId, ContradictionId } from "../ids.ts";
import type { ClaimValue, Modality, Statement } from "./types.ts";

/** Words that name nothing: they differ between two mentions of one thing. */
const EMPTY_WORDS = new Set([
  "a",
  "an",
  "the",
  "of",
  "for",
  "in",
  "on",
  "at",
  "to",
  "this",
  "that",
  "its",
  "our",
  "their",
  "his",
  "her",
  "and",
]);

/** Length of the hex part of an id: 128 bits. */
const ID_HEX = 32;

/** The words of a phrase that count: case, articles, punctuation and a plural s fall away. */
export function wordsOf(phrase: string): string[] {
  return phrase
    .normalize("NFKC")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "" && !EMPTY_WORDS.has(word))
    .map(singular);
}

/** The key that subjects are compared by: words in order. */
export function subjectKey(subject: string): string {
  return wordsOf(subject).join(" ");
}

/** The area of a building is its gross internal floor area, unless it is said to be another. */
const WHOLE_AREA = new Set(["gross", "internal", "floor"]);

/** The key that attributes are compared by: words sorted, so that "price, total" is "total price". */
export function attributeKey(attribute: string): string {
  const words = new Set(wordsOf(attribute));
  if (words.has("area")) for (const word of WHOLE_AREA) words.delete(word);
  return [...words].sort(byCodeUnits).join(" ");
}

/** `<subject key>|<attribute key>`: claims are compared only within one group. */
export function groupOf(statement: Pick<Statement, "subject" | "attribute">): string {
  return `${subjectKey(statement.subject)}|${attributeKey(statement.attribute)}`;
}

/** A plan and an outcome are two claims that may both hold. */
export function isPlan(modality: Modality): boolean {
  return modality === "planned";
}

/** The id of what is said, whoever says it. */
export function claimIdOf(statement: Statement): ClaimId {
  const digest = digestOf({
    group: groupOf(statement),
    value: comparable(statement.value),
    unit: statement.unit,
    valid_from: statement.valid_from,
    valid_to: statement.valid_to,
    polarity: statement.polarity,
    plan: isPlan(statement.modality),
  });
  return `c-${digest.slice(0, ID_HEX)}` as ClaimId;
}

/** The id of a pair, whichever is named first. */
export function contradictionIdOf(one: ClaimId, other: ClaimId): ContradictionId {
  const [a, b] = one < other ? [one, other] : [other, one];
  return `x-${digestOf([a, b]).slice(0, ID_HEX)}` as ContradictionId;
}

/** A value as it is compared: text without case and spacing. */
export function comparable(value: ClaimValue): number | string | boolean {
  switch (value.type) {
    case "number":
      return value.number;
    case "date":
      return value.date;
    case "boolean":
      return value.boolean;
    case "text":
      return wordsOf(value.text).join(" ");
  }
}

/** Order of UTF-16 code units: the same on every machine and in every locale. */
export function byCodeUnits(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** A light stemmer: enough for "prices" and "batteries", and never wrong about "status" or "gas". */
function singular(word: string): string {
  if (word.length <= 3 || !word.endsWith("s") || /(?:ss|us|is|as|os)$/.test(word)) return word;
  return word.endsWith("ies") ? `${word.slice(0, -3)}y` : word.slice(0, -1);
}
