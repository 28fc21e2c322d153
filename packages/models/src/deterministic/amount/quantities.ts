import { ANALYST_LIMITS } from "../limits.ts";
import { adjacent, type Token } from "../text/tokens.ts";
import { magnitudeOf, numeralOf } from "../words/numerals.ts";
import { currencyOf, PERIOD_WORDS, unitOf } from "../words/units.ts";

/** A number as written, with what it counts: tokens `first` to `last`, both included. */
export interface Quantity {
  readonly first: number;
  readonly last: number;
  /** In `unit`. */
  readonly number: number;
  /** Half of the last digit written, if the text rounds; else 0. */
  readonly tolerance: number;
  readonly unit: string | null;
  readonly role: "money" | "measure" | "count";
  /** What the unit alone says is measured ("area", "bottles per minute"), or null. */
  readonly measure: string | null;
  /** The noun the unit came from is no noun of the sentence. */
  readonly approximate: boolean;
}

const APPROXIMATE = new Set(
  "about around roughly approximately approx some nearly almost circa ca over under c ~ ≈ up".split(" "),
);
/** A longer word is no noun that is counted. */
const NOUN_LENGTH_MAX = 30;
/** Words after a number that name it instead of counting with it: "clause 20", "report no. 9". */
const NAMING = new Set(
  "no nos number clause section item point page p figure table annex appendix note version v lot unit phase line building hall paragraph art article chapter part step question policy grade level tier stage class type batch slide series week room cabin district route road order document report rev revision release milestone gate soc iso".split(
    " ",
  ),
);
/** "About 40" may be 35 to 45, "about 4,250" a little more or less. */
const APPROXIMATE_MIN = 0.02;
const APPROXIMATE_MAX = 0.1;
const SIGNIFICANT_MAX = 3;
/** "2 million" is hardly 2.4 million. */
const SCALED_MAX = 0.05;

/** Every number that says how much or how many. `taken` marks tokens that are times. */
export function quantitiesIn(tokens: readonly Token[], taken: ReadonlySet<number>): Quantity[] {
  const found: Quantity[] = [];
  for (let at = 0; at < tokens.length && found.length < ANALYST_LIMITS.sentence_quantities_max; at += 1) {
    if (taken.has(at)) continue;
    const quantity = duration(tokens, at) ?? plain(tokens, at, taken);
    if (quantity === null || !Number.isFinite(quantity.number)) continue;
    found.push(quantity);
    at = quantity.last;
  }
  return found;
}

/** "2 h 50 min" in minutes. */
function duration(tokens: readonly Token[], at: number): Quantity | null {
  const [a, h, b, m] = tokens.slice(at, at + 4);
  if (
    a?.kind !== "number" ||
    b?.kind !== "number" ||
    unitOf(h?.lower ?? "")?.unit !== "h" ||
    unitOf(m?.lower ?? "")?.unit !== "min"
  )
    return null;
  return {
    first: at,
    last: at + 3,
    number: Number(a.text) * 60 + Number(b.text),
    tolerance: 0,
    unit: "min",
    role: "measure",
    measure: null,
    approximate: false,
  };
}

function plain(tokens: readonly Token[], at: number, taken: ReadonlySet<number>): Quantity | null {
  const token = tokens[at];
  if (token === undefined) return null;
  const written = numberOf(token);
  if (written === null || isName(tokens, at)) return null;
  let last = at;
  let value = written.value;
  let scale = 1;
  const before = tokens[at - 1];
  const currencyBefore = before === undefined ? null : currencyOf(before.lower);
  const magnitude = magnitudeAt(tokens, last + 1, currencyBefore !== null);
  if (magnitude !== null) [scale, last] = [magnitude, last + 1];
  value *= scale;
  const negative = tokens[at - (currencyBefore === null ? 1 : 2)];
  const minus =
    (negative?.text === "-" || negative?.text === "−") &&
    adjacent(negative, tokens[at - (currencyBefore === null ? 0 : 1)]) &&
    !adjacent(tokens[at - (currencyBefore === null ? 2 : 3)], negative);
  if (minus) value = -value;
  const approximate = APPROXIMATE.has(tokens[at - (currencyBefore === null ? 1 : 2)]?.lower ?? "");
  const rounded = roundingOf(written.step * scale, written.digits, Math.abs(value), approximate, scale > 1);
  const base = {
    first: currencyBefore === null ? at : at - 1,
    number: clean(value),
    tolerance: clean(rounded),
    approximate,
  };
  if (currencyBefore !== null) return money(tokens, base, last, currencyBefore);
  const after = tokens[last + 1];
  const currencyAfter = after === undefined || taken.has(last + 1) ? null : currencyOf(after.lower);
  if (currencyAfter !== null) return money(tokens, base, last + 1, currencyAfter);
  return unitAfter(tokens, base, last) ?? { ...base, last, unit: null, role: "count", measure: null };
}

type Base = Pick<Quantity, "first" | "number" | "tolerance" | "approximate">;

/** "£1.10 per sq ft", "EUR 5.40 per user and month": the rate is part of what is named, so of the measure. */
function money(tokens: readonly Token[], base: Base, last: number, unit: string): Quantity {
  const rate = rateAfter(tokens, last);
  return {
    ...base,
    last: rate?.last ?? last,
    unit,
    role: "money",
    measure: rate === null ? null : rate.words,
  };
}

/** "per user and month", "a month", "/ year"; "a year" is the usual time of money and says nothing more. */
function rateAfter(tokens: readonly Token[], last: number): { last: number; words: string } | null {
  const [link, noun, and, second] = tokens.slice(last + 1, last + 5);
  if (link === undefined || noun?.kind !== "word") return null;
  if (link.lower === "a" && PERIOD_WORDS.has(noun.lower))
    return { last: last + 2, words: `per ${noun.lower}` };
  if (link.lower !== "per" && !(link.text === "/" && PERIOD_WORDS.has(noun.lower))) return null;
  if (noun.lower === "sq" && and?.kind === "word") return { last: last + 3, words: "per sqft" };
  if (and?.lower === "and" && second !== undefined && PERIOD_WORDS.has(second.lower))
    return { last: last + 4, words: `per ${noun.lower} ${second.lower}` };
  return { last: last + 2, words: `per ${noun.lower}` };
}

function unitAfter(tokens: readonly Token[], base: Base, last: number): Quantity | null {
  let at = last + 1;
  // "24-month", "740 m", "82.5 per cent", "52,310 sq ft", "3.50:1".
  if (tokens[at]?.text === "-" && adjacent(tokens[at], tokens[at + 1])) at += 1;
  const [one, two, three] = tokens.slice(at, at + 3);
  if (one === undefined) return null;
  if (one.text === ":" && two?.text === "1" && adjacent(one, two))
    return { ...base, last: at + 1, unit: null, role: "measure", measure: null };
  if (one.lower === "per" && two?.lower === "cent")
    return { ...base, last: at + 1, unit: "%", role: "measure", measure: null };
  if (one.lower === "percentage" && two?.lower.startsWith("point") === true)
    return { ...base, last: at + 1, unit: "pp", role: "measure", measure: null };
  if (/^(?:sq|square)$/.test(one.lower) && two?.kind === "word") {
    const unit = unitOf(two.lower)?.unit;
    if (unit === "ft" || unit === "m" || unit === "km")
      return {
        ...base,
        last: at + 1,
        unit: unit === "ft" ? "sqft" : `${unit}2`,
        role: "measure",
        measure: "area",
      };
  }
  if (one.lower === "cubic" && two !== undefined) {
    const unit = two.lower.startsWith("yard") ? "yd" : unitOf(two.lower)?.unit;
    if (unit !== undefined)
      return { ...base, last: at + 1, unit: `${unit}3`, role: "measure", measure: null };
  }
  if (one.text === "°" && /^[CF]$/.test(two?.text ?? "")) {
    return { ...base, last: at + 1, unit: `°${two?.text ?? ""}`, role: "measure", measure: null };
  }
  const meaning = unitOf(one.lower);
  if (
    meaning !== null &&
    !(
      one.lower.length === 1 &&
      !adjacent(tokens[last], one) &&
      one.text !== "%" &&
      one.text !== "h" &&
      one.text !== "t" &&
      one.text !== "m" &&
      one.text !== "g"
    )
  ) {
    const hyphenated = one.lower === "s" && one.text === "s";
    if (!hyphenated || adjacent(tokens[last], one))
      return { ...base, last: at, unit: meaning.unit, role: "measure", measure: meaning.measure };
  }
  if (/^(?:sq|m)$/.test(one.lower) && (two?.text === "²" || two?.text === "2"))
    return { ...base, last: at + 1, unit: "m2", role: "measure", measure: "area" };
  return countRate(tokens, base, at, one, two, three);
}

/** "120 bottles per minute": the unit tells what is measured. */
function countRate(
  tokens: readonly Token[],
  base: Base,
  at: number,
  one: Token,
  two: Token | undefined,
  three: Token | undefined,
): Quantity | null {
  let [noun, per, time, last] = [one, two, three, at + 2];
  if (two?.kind === "word" && three?.lower === "per" && tokens[at + 3] !== undefined) {
    const fourth = tokens[at + 3];
    if (fourth === undefined) return null;
    [noun, per, time, last] = [two, three, fourth, at + 3];
  }
  if (
    noun.kind !== "word" ||
    noun.text.length > NOUN_LENGTH_MAX ||
    per?.lower !== "per" ||
    time === undefined ||
    !PERIOD_WORDS.has(time.lower)
  )
    return null;
  return {
    ...base,
    last,
    unit: `${noun.lower}/${time.lower}`,
    role: "measure",
    measure: `${noun.lower} per ${time.lower}`,
  };
}

/** "clause 20", "Report No. 9", "Q3", "7.4" after a product's name, "[3]". */
function isName(tokens: readonly Token[], at: number): boolean {
  const [before, token, after] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  if (token === undefined || token.kind === "word") return false;
  if (before !== undefined) {
    const dotted = before.text === "." ? tokens[at - 2] : before;
    if (NAMING.has(dotted?.lower ?? "") || before.text === "§" || before.text === "#") return true;
    if (/[-/.]/.test(before.text) && adjacent(before, token) && adjacent(tokens[at - 2], before)) return true;
    if (before.kind === "word" && adjacent(before, token)) return true;
    // "ISO 27001 certificate", "EN 14971".
    const plain =
      /^\d{2,6}$/.test(token.text) &&
      after?.kind === "word" &&
      unitOf(after.lower) === null &&
      magnitudeOf(after.lower) === null;
    if (plain && /^[A-Z]{2,5}(?:\/[A-Z]{2,5})?$/.test(before.text) && currencyOf(before.lower) === null)
      return true;
    // "Harbour Suite 7.4", "ISO 9001": a name with a capital, and nothing counted after it.
    if (
      /^\p{Lu}/u.test(before.text) &&
      at > 1 &&
      before.kind === "word" &&
      currencyOf(before.lower) === null &&
      (after === undefined || after.kind === "mark")
    ) {
      return /^\d+(?:\.\d+)?$/.test(token.text) && !/[%°]/.test(after?.text ?? "");
    }
  }
  // "page 3 of 12".
  if (before?.lower === "of" && tokens[at - 2]?.kind === "number" && isName(tokens, at - 2)) return true;
  // "contract 25-0417".
  if (
    after?.text === "-" &&
    adjacent(token, after) &&
    adjacent(after, tokens[at + 2]) &&
    /^(?:0\d*|\d{4,})$/.test(tokens[at + 2]?.text ?? "")
  )
    return true;
  // "188 Mill Road" is an address.
  if (
    after !== undefined &&
    /^\p{Lu}\p{Ll}/u.test(after.text) &&
    /^\p{Lu}\p{Ll}/u.test(tokens[at + 2]?.text ?? "") &&
    currencyOf(after.lower) === null
  )
    return true;
  return (
    after?.kind === "word" &&
    adjacent(token, after) &&
    unitOf(after.lower) === null &&
    magnitudeOf(after.lower) === null
  );
}

function magnitudeAt(tokens: readonly Token[], at: number, isMoney: boolean): number | null {
  const token = tokens[at];
  if (token?.kind !== "word") return null;
  if (/^(?:m|b|k|mm|t)$/.test(token.lower)) {
    if (token.lower === "k") return adjacent(tokens[at - 1], token) || isMoney ? 1e3 : null;
    return isMoney ? magnitudeOf(token.lower) : null;
  }
  return magnitudeOf(token.lower);
}

interface Written {
  readonly value: number;
  /** One of the last digit written. */
  readonly step: number;
  readonly digits: number;
}

function numberOf(token: Token): Written | null {
  if (token.kind === "word") {
    if (token.lower === "nil" || token.lower === "zero") return { value: 0, step: 0, digits: 1 };
    const value = numeralOf(token.lower);
    // "one" is mostly a pronoun.
    return value === null || value < 2 ? null : { value, step: 0, digits: 1 };
  }
  return token.kind === "number" ? parseNumber(token.text) : null;
}

/** A written number: thousands separators , ' . and spaces; decimal point, or decimal comma where it cannot be a separator. */
export function parseNumber(text: string): Written | null {
  let plainText = text.replace(/['’\u00a0\u202f]/g, "");
  if (/^\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?$/.test(plainText))
    plainText = plainText.replaceAll(".", "").replace(",", ".");
  else if (/^\d+,\d{1,2}$/.test(plainText)) plainText = plainText.replace(",", ".");
  else plainText = plainText.replaceAll(",", "");
  const value = Number(plainText);
  if (!Number.isFinite(value) || plainText === "") return null;
  const fraction = plainText.split(".")[1]?.length ?? 0;
  const digits = plainText.replace(".", "").replace(/^0+/, "").length;
  return { value, step: 10 ** -fraction, digits };
}

/** A magnitude word shows what was rounded away; "about" rounds to the last digit that is not 0. */
function roundingOf(
  step: number,
  digits: number,
  value: number,
  approximate: boolean,
  scaled: boolean,
): number {
  if (approximate) {
    const last = Number.isInteger(value) ? lastPlace(value) : step;
    return Math.max(
      scaled ? step / 2 : 0,
      value * APPROXIMATE_MIN,
      Math.min(last / 2, value * APPROXIMATE_MAX),
    );
  }
  return scaled && digits <= SIGNIFICANT_MAX ? Math.min(step / 2, value * SCALED_MAX) : 0;
}

/** One of the last digit that is not 0: 10 for 40, 100 for 3,900. */
function lastPlace(value: number): number {
  let place = 1;
  while (place < value && value % (place * 10) === 0) place *= 10;
  return place;
}

/** 1.1 × 1e6 without the tail of binary fractions. */
function clean(value: number): number {
  return Number(value.toPrecision(12));
}
