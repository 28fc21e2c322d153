/** Controls, and marks that turn the direction of writing: from a document they would steer the terminal. */
const UNPRINTABLE =
  /[\u0000-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]|\p{Surrogate}/gu;

/** Text that came from outside, safe to show: one line, nothing that a terminal obeys. */
export function plain(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(UNPRINTABLE, "\uFFFD");
}

/** The text in exactly `columns` of a terminal: padded, or cut with an ellipsis. */
export function fit(text: string, columns: number): string {
  const width = widthOf(text);
  if (width <= columns) return text + " ".repeat(columns - width);
  let [kept, used] = ["", 0];
  for (const character of charactersOf(text)) {
    const next = characterWidth(character);
    if (used + next > columns - 1) break;
    kept += character;
    used += next;
  }
  return `${kept}…${" ".repeat(Math.max(0, columns - 1 - used))}`;
}

/** Columns that a terminal gives the text. */
export function widthOf(text: string): number {
  return charactersOf(text).reduce((sum, character) => sum + characterWidth(character), 0);
}

const SEGMENTER = new Intl.Segmenter("en", { granularity: "grapheme" });

/** As a reader counts them: a letter with its accents is one. */
function charactersOf(text: string): string[] {
  return Array.from(SEGMENTER.segment(text), ({ segment }) => segment);
}

/** East Asian scripts and pictures take two columns (Unicode, UAX #11). */
const WIDE =
  /^(?:\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Emoji_Presentation}|[\u3000-\u303E\uFF01-\uFF60])/u;

function characterWidth(character: string): number {
  return WIDE.test(character) ? 2 : 1;
}
