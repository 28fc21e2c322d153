import { attributeKey, wordsOf } from "@synod/core";
import type { Token } from "../text/tokens.ts";
import { AUXILIARIES, DETERMINERS, PREPOSITIONS } from "./phrases.ts";

/** Links between the words of one name. */
const LINKS_MAX = 2;

/**
 * The attribute as the sentence says it: "total price library bus" is "total price of the library bus". Only
 * words that no key counts are put back; an attribute whose words stand apart stays as it is.
 */
export function readable(attribute: string, sentence: readonly Token[]): string {
  const words = attribute.split(" ");
  if (words.length < 2) return attribute;
  for (const [index, { lower }] of sentence.entries()) {
    if (lower !== words[0]) continue;
    const phrase = phraseAt(sentence, index, words);
    if (phrase !== null && attributeKey(phrase) === attributeKey(attribute)) return phrase;
  }
  return attribute;
}

function phraseAt(sentence: readonly Token[], from: number, words: readonly string[]): string | null {
  const said: string[] = [];
  let next = 0;
  let links = 0;
  for (let at = from; at < sentence.length && next < words.length; at += 1) {
    const { lower } = sentence[at] ?? { lower: "" };
    if (lower === words[next]) {
      said.push(lower);
      next += 1;
      links = 0;
    } else if (links < LINKS_MAX && (isLink(lower) || AUXILIARIES.has(lower))) {
      if (isLink(lower)) said.push(lower);
      links += 1;
    } else return null;
  }
  return next === words.length ? said.join(" ") : null;
}

function isLink(word: string): boolean {
  return (PREPOSITIONS.has(word) || DETERMINERS.has(word)) && wordsOf(word).length === 0;
}
