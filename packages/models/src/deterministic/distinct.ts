import { equalValues, groupOf, isPlan, overlaps, wordsOf, type Statement } from "@synod/core";
import { FILLER } from "./words/phrases.ts";
import { tokensOf } from "./text/tokens.ts";

/** Words added to tell two figures of one name apart. */
const EXTRA_WORDS_MAX = 3;
/** Statements of one name that are told apart; the rest is as the last of these. */
const GROUP_MAX = 256;

/**
 * A document seldom contradicts itself: two of its figures with one name are mostly of two things that the
 * reading did not tell apart. The first keeps the name (a total comes before its parts); others get words of
 * their own. Two that are told in just the same words stay, and so contradict each other.
 */
export function toldApart(
  statements: readonly Statement[],
  isTotal: (statement: Statement) => boolean,
): Statement[] {
  const kept = new Map<string, Statement[]>();
  const result = new Map<Statement, Statement>();
  const ordered = [...statements].sort((a, b) => Number(isTotal(b)) - Number(isTotal(a)));
  for (const statement of ordered) {
    const key = `${groupOf(statement)}|${statement.unit ?? ""}|${isPlan(statement.modality)}|${statement.value.type}`;
    const group = kept.get(key) ?? [];
    kept.set(key, group);
    const other = group.find((earlier) => clash(earlier, statement));
    if (other === undefined) {
      if (group.length < GROUP_MAX) group.push(statement);
      continue;
    }
    const extra = ownWords(statement, other);
    if (extra.length > 0)
      result.set(statement, { ...statement, attribute: `${statement.attribute}, ${extra.join(" ")}` });
  }
  return statements.map((statement) => result.get(statement) ?? statement);
}

function clash(a: Statement, b: Statement): boolean {
  if (a.correction?.replaces !== undefined && a.correction.replaces !== null) return false;
  if (b.correction?.replaces !== undefined && b.correction.replaces !== null) return false;
  return overlaps(a, b) && !equalValues(a.value, b.value, a.tolerance + b.tolerance);
}

/** Words of the statement's sentence that neither its name nor the other's sentence has. */
function ownWords(statement: Statement, other: Statement): string[] {
  const known = new Set([...wordsOf(statement.attribute), ...wordsOf(statement.subject)]);
  const shared = new Set(
    statement.sentence === other.sentence
      ? []
      : [
          ...wordsOf(other.sentence),
          ...tokensOf(other.sentence, 0)
            .filter(({ kind }) => kind === "date")
            .map(({ lower }) => lower),
        ],
  );
  const words: string[] = [];
  for (const { kind, lower } of tokensOf(statement.sentence, 0)) {
    if (words.length >= EXTRA_WORDS_MAX) break;
    if (kind !== "word" && kind !== "date") continue;
    const word = kind === "date" ? lower : wordsOf(lower)[0];
    if (word === undefined || FILLER.has(word) || known.has(word) || shared.has(word) || words.includes(word))
      continue;
    words.push(word);
  }
  return words;
}
