import type { Token } from "../text/tokens.ts";
import { PREPOSITIONS } from "../words/phrases.ts";
import type { Clause } from "./time-of.ts";

const BREAKING = new Set(
  "but while because although though whereas if when where unless which who whose whether".split(" "),
);
const MARKS = /^[;:()—–"“”!?]$/;

/** Cuts a sentence where one statement ends and another begins. Bare commas and "and" do not cut. */
export function clausesOf(tokens: readonly Token[]): Clause[] {
  const clauses: Clause[] = [];
  let from = 0;
  const cut = (to: number, next: number): void => {
    if (to > from) clauses.push({ from, to });
    from = next;
  };
  for (const [index, token] of tokens.entries()) {
    if (token.kind === "mark" && MARKS.test(token.text) && !isUnitMark(tokens, index)) cut(index, index + 1);
    else if (BREAKING.has(token.lower)) cut(index, index + 1);
    // ", and no fee was due": a denial is a statement of its own.
    else if (
      token.lower === "and" &&
      tokens[index - 1]?.text === "," &&
      /^(?:no|nobody|nothing|none|there)$/.test(tokens[index + 1]?.lower ?? "")
    )
      cut(index - 1, index + 1);
    else if (
      token.lower === "that" &&
      (tokens[index - 1]?.kind === "word" || tokens[index - 1]?.text === ",") &&
      !PREPOSITIONS.has(tokens[index - 1]?.lower ?? "") &&
      tokens[index + 1]?.kind === "word"
    )
      cut(index, index + 1);
  }
  cut(tokens.length, tokens.length);
  return clauses;
}

/** "dB(A)" and "3.5:1" are no brackets and no colon. */
function isUnitMark(tokens: readonly Token[], index: number): boolean {
  const [before, token, after] = [tokens[index - 1], tokens[index], tokens[index + 1]];
  if (token?.text === ":")
    return before?.kind === "number" && after?.kind === "number" && before.end === token.start;
  if (token?.text === "(") return before?.lower === "db";
  if (token?.text === ")") return tokens[index - 3]?.lower === "db";
  return false;
}
