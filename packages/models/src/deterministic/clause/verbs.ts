import type { Token } from "../text/tokens.ts";
import { AUXILIARIES, DETERMINERS, NEGATIONS, PREPOSITIONS, VALUE_VERBS } from "../words/phrases.ts";

/** A verb among words, with what belongs to it. */
export interface Verb {
  /** Index in the list it was found in; adverbs and auxiliaries before it belong to it. */
  readonly from: number;
  readonly at: number;
  readonly word: string;
}

/** The last verb of a list, or null. */
export function lastVerb(list: readonly Token[]): Verb | null {
  for (let at = list.length - 1; at >= 0; at -= 1) {
    if (!isVerb(list, at)) continue;
    let from = at;
    while (
      from > 0 &&
      (AUXILIARIES.has(list[from - 1]?.lower ?? "") ||
        NEGATIONS.has(list[from - 1]?.lower ?? "") ||
        isAdverb(list[from - 1]))
    )
      from -= 1;
    return { from, at, word: list[at]?.lower ?? "" };
  }
  return null;
}

/** A verb, as far as words alone tell; a form that may be a noun or adjective is one after a determiner. */
export function isVerb(list: readonly Token[], at: number): boolean {
  const word = list[at]?.lower ?? "";
  if (AUXILIARIES.has(word)) return true;
  const before = list[at - 1]?.lower ?? "";
  if (DETERMINERS.has(before) || PREPOSITIONS.has(before)) return false;
  if (VALUE_VERBS.has(word)) return at > 0;
  return (
    /(?:ed|es)$/.test(word) && word.length > 4 && at > 0 && word.endsWith("ed") && list[at]?.kind === "word"
  );
}

export function isAdverb(token: Token | undefined): boolean {
  return (
    token !== undefined &&
    (token.lower.endsWith("ly") ||
      /^(?:now|still|already|also|therefore|currently|then|only|so|far|again)$/.test(token.lower))
  );
}
