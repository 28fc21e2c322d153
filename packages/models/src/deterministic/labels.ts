import type { SentenceReading } from "./clause/sentence-reading.ts";
import { attributeOf } from "./words/attribute.ts";
import type { TextBlock } from "./text/blocks.ts";
import type { Sentence } from "./text/sentences.ts";
import { AUXILIARIES, PRONOUNS } from "./words/phrases.ts";
import { isCode } from "./words/subject.ts";

const LABEL = /^\s*(?<label>[^.:!?|;,]{2,70})(?<mark>[.:?])(?=\s+\S)/u;
const LABEL_WORDS_MAX = 8;
const PLAIN_LABEL_WORDS_MAX = 3;

/** A run-in heading or key: "**Punctuality.** …", "Date: …", "Trucks. …". */
export function labelOf(block: TextBlock): { label: string; rest: { text: string; start: number } } {
  const whole = { label: "", rest: { text: block.text, start: block.start } };
  const found = LABEL.exec(block.text);
  const label = found?.groups?.["label"];
  if (found === null || label === undefined) return whole;
  const words = label.trim().split(/\s+/).length;
  const max = block.emphasised || found.groups?.["mark"] === ":" ? LABEL_WORDS_MAX : PLAIN_LABEL_WORDS_MAX;
  // "Test passed." is a sentence.
  if (!block.emphasised && found.groups?.["mark"] === "." && /(?:ed|wn)\s*$/.test(label)) return whole;
  if (found.groups?.["mark"] === "?" && !block.emphasised) return whole;
  // A sentence that ends in a colon is no label.
  if (
    label
      .toLowerCase()
      .split(/\s+/)
      .some((word) => AUXILIARIES.has(word) || PRONOUNS.has(word))
  )
    return whole;
  if (
    words > max ||
    (found.groups?.["mark"] === "." && !block.emphasised && /\d|^\s*(?:mr|mrs|ms|dr|no)$/i.test(label))
  )
    return whole;
  const at = found[0].length;
  return { label, rest: { text: block.text.slice(at), start: block.start + at } };
}

/** "B2417: 40 boxes" is about B2417. */
export function codeOf(sentence: Sentence): string | null {
  const code = /^([A-Z]{1,4}-?\d[\w-]{1,12}):/.exec(sentence.text)?.[1];
  return code !== undefined && isCode(code) ? code.toLowerCase() : null;
}

/** What a sentence without figures is about, for the "it" of the next: the words before its first verb. */
export function leadOf({ tokens }: SentenceReading): string | null {
  const verb = tokens.slice(0, 8).findIndex(({ lower }) => AUXILIARIES.has(lower));
  const phrase = verb < 1 ? "" : attributeOf(tokens.slice(0, verb));
  return phrase === "" ? null : phrase;
}
