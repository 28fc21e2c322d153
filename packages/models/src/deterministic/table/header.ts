import { tokensOf } from "../text/tokens.ts";
import type { Period } from "../time/calendar.ts";
import type { TimeContext } from "../time/mentions.ts";
import { timeScopesOf } from "../time/scopes.ts";
import { attributeOf } from "../words/attribute.ts";
import { ROLES, TOTAL_WORDS } from "../words/phrases.ts";
import { currencyOf, unitOf } from "../words/units.ts";

/** What a column is for. */
export interface Column {
  readonly kind: "index" | "label" | "entity" | "period" | "unit" | "note" | "value";
  /** Words of the header without its unit, for a value column. */
  readonly attribute: string;
  /** The header names a time: "2024", "Group 2025". */
  readonly valid: Period | null;
  readonly unit: string | null;
  readonly scale: number;
  /** Set if the column holds what was there before a correction, or after it. */
  readonly version: "old" | "new" | null;
  /** "budget", "maximum": another figure of the same name. */
  readonly role: string | null;
  /** The header says nothing of what is measured: "Value", "Actual", "Agreed". */
  readonly plain: boolean;
  /** The header names one of several things: "Run 1". */
  readonly thing: string | null;
}

const INDEX = /^(?:nr|#|ref|reference|id|pos|row|key|code|(?:\w+ )?(?:no|number|order|id))$/;
const LABEL =
  /^(?:item|position|indicator|topic|test|question|description|metric|kpi|measure|parameter|account|criterion|subject|category|property|attribute|term|line item|status)$/;
const PERIOD =
  /^(?:month|date|period|quarter|year|day|week|as of|planning year|month end|fiscal year|time|reporting year)$/;
const NOTE =
  /\b(?:remarks?|comments?|notes?|explanations?)$|^(?:owner|lead|technician|responsible|prepared by|checked by|who)$/;
const PLAIN =
  /^(?:figures?|value|values|actual|amount|figure|agreed(?: in principle)?|answer|result|data|current|reported|sum|total|mean|average|)$/;
const OLD = /\b(?:first version|previous|old|original|before|as filed|superseded|earlier|draft)\b/;
const NEW = /\b(?:restated|corrected|revised|new|final|updated|after)\b/;

/** Reads the header cell of a column. */
export function columnOf(header: string, time: TimeContext): Column {
  const words = header.replaceAll("_", " ").trim();
  const name = words.toLowerCase().replace(/[.:]/g, "");
  const { unit, scale, rest } = unitIn(words);
  const scopes = timeScopesOf(tokensOf(words, 0), time);
  const valid = scopes[0]?.valid ?? null;
  const bare = valid === null ? rest : rest.replace(/\b(?:19|20)\d{2}\b|\b[QH][1-4]\b/gi, "");
  const attribute = attributeOf(
    tokensOf(bare.replace(/(?<=\w )out$/i, "outbound").replace(/(?<=\w )in$/i, "inbound"), 0),
  );
  const base = { attribute, valid, unit, scale, version: null, role: null, plain: false, thing: null };
  if (INDEX.test(name)) return { ...base, kind: "index" };
  if (name === "unit") return { ...base, kind: "unit" };
  if (LABEL.test(name)) return { ...base, kind: "label" };
  if (PERIOD.test(name)) return { ...base, kind: "period" };
  if (NOTE.test(name)) return { ...base, kind: "note" };
  const version = OLD.test(name) ? "old" : NEW.test(name) ? "new" : null;
  const role =
    name
      .split(" ")
      .map((word) => ROLES.get(word))
      .find((found) => found !== undefined) ?? null;
  const plain =
    PLAIN.test(bare.toLowerCase().trim()) ||
    attribute === "" ||
    version !== null ||
    attribute.split(" ").every((word) => TOTAL_WORDS.has(word) || word === role);
  const thing = /^run \d+$/.test(name) ? name : null;
  return { ...base, kind: "value", version, role: role === "average" ? null : role, plain, thing };
}

/** "EUR k", "amount in CHF incl. VAT", "arr_usd", "area_sq_ft", "availability_percent", "£ excl. VAT". */
function unitIn(words: string): { unit: string | null; scale: number; rest: string } {
  const square = /\bsq\.? ?ft\b/i.exec(words);
  if (square !== null) return { unit: "sqft", scale: 1, rest: words.replace(square[0], "") };
  const tokens = tokensOf(words, 0);
  const currency = tokens.find(({ lower }) => currencyOf(lower) !== null);
  if (currency !== undefined) {
    const thousands = /\b(?:k|thousands?|tsd|000s?)\b/i.exec(words);
    const millions = /\b(?:m|mn|millions?)\b/i.exec(words);
    const untaxed = words.replace(/\bexcl\w*\.? (?:vat|tax|value added tax)\b/i, "");
    const rest = tokensOf(untaxed, 0)
      .filter((token) => currencyOf(token.lower) === null && !/^(?:k|m|in)$/.test(token.lower))
      .map(({ text }) => text)
      .join(" ");
    return {
      unit: currencyOf(currency.lower),
      scale: thousands !== null ? 1e3 : millions !== null ? 1e6 : 1,
      rest,
    };
  }
  const last = tokens.at(-1);
  const meaning =
    last === undefined || tokens.length < 2 || /^(?:per|and|of|a)$/.test(tokens.at(-2)?.lower ?? "")
      ? null
      : unitOf(last.lower);
  if (last !== undefined && meaning !== null && (last.lower.length > 1 || /^[mhtg]$/.test(last.text)))
    return { unit: meaning.unit, scale: 1, rest: words.slice(0, last.start).trim() };
  if (/%|\bpct\b|\bpercent\b/.test(words))
    return { unit: "%", scale: 1, rest: words.replace(/%|\bpct\b|\bpercent\b/g, "") };
  return { unit: null, scale: 1, rest: words };
}

/** A unit cell: "EUR k", "million m3", "% of sales", "persons". */
export function unitCell(text: string): { unit: string | null; scale: number } {
  const { unit, scale } = unitIn(text);
  if (unit !== null) return { unit, scale };
  const tokens = tokensOf(text, 0);
  const million = tokens[0]?.lower === "million" ? 1e6 : 1;
  const word = tokens[million === 1 ? 0 : 1];
  if (word === undefined) return { unit: null, scale: 1 };
  if (word.lower === "fte") return { unit: "FTE", scale: million };
  if (/^persons?$|^people$/.test(word.lower)) return { unit: null, scale: million };
  return { unit: tokens[0]?.lower === "per" ? null : (unitOf(word.lower)?.unit ?? null), scale: million };
}
