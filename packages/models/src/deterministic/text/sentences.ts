import type { TextRange } from "@synod/core";

/** A sentence of a masked text. */
export interface Sentence extends TextRange {
  readonly text: string;
}

/** Words whose full stop ends no sentence. */
const ABBREVIATIONS = new Set(
  "mr mrs ms dr prof no nos approx st vs etc e.g i.e cf fig inc ltd co corp incl excl sen jr art sec para vol jan feb mar apr jun jul aug sep sept oct nov dec".split(
    " ",
  ),
);

const STOP = /[.!?]["'”’)\]]*(?=\s|$)/g;

/** Splits masked text that begins at `offset` of the document. */
export function sentencesOf(text: string, offset: number): Sentence[] {
  const sentences: Sentence[] = [];
  let from = 0;
  for (const stop of text.matchAll(STOP)) {
    const to = stop.index + stop[0].length;
    if (!endsHere(text, stop.index, to)) continue;
    add(sentences, text, from, to, offset);
    from = to;
  }
  add(sentences, text, from, text.length, offset);
  return sentences;
}

function endsHere(text: string, mark: number, to: number): boolean {
  const next = /\S/.exec(text.slice(to, to + 80))?.[0];
  if (next === undefined) return true;
  if (/\p{Ll}/u.test(next)) return false;
  if (text[mark] !== ".") return true;
  const word = /[\p{L}.]{1,12}$/u.exec(text.slice(Math.max(0, mark - 12), mark))?.[0].toLowerCase();
  if (word === undefined) return true;
  return !ABBREVIATIONS.has(word) && !/^\p{L}$/u.test(word);
}

function add(sentences: Sentence[], text: string, from: number, to: number, offset: number): void {
  const raw = text.slice(from, to);
  const body = raw.trim();
  if (body === "") return;
  const start = offset + from + (raw.length - raw.trimStart().length);
  sentences.push({ start, end: start + body.length, text: body });
}
