import type { ClaimValue } from "@synod/core";
import { parseNumber, quantitiesIn } from "../amount/quantities.ts";
import { tokensOf } from "../text/tokens.ts";
import type { TimeContext } from "../time/mentions.ts";
import { timeScopesOf } from "../time/scopes.ts";

export const YES_NO = /^(yes|no|none|nil|ja|nein|true|false)\b/i;
const NUMERAL = /^\d[\d,.'’\u00a0\u202f]*$/;
const CATEGORY = /^(?:\p{Lu}|\p{L}{1,3} \p{Lu}|\p{L}{3,12})$/u;

/** What a cell or the text after a key says. */
export interface Value {
  readonly value: ClaimValue;
  readonly unit: string | null;
  readonly tolerance: number;
}

/** A cell's value: a number with its unit, a date, yes or no, or a short category; null for anything else. */
export function valueOf(text: string, time: TimeContext): Value | null {
  if (text === "") return null;
  const answer = YES_NO.exec(text)?.[1]?.toLowerCase();
  if (answer !== undefined && text.length < 40)
    return {
      value: { type: "boolean", boolean: /^(?:yes|ja|true)$/.test(answer) },
      unit: null,
      tolerance: 0,
    };
  const negative = /^\(\s*[\d,.'’]+\s*\)$/.exec(text);
  if (negative !== null) {
    const inner = parseNumber(text.replace(/[()\s]/g, ""));
    return inner === null
      ? null
      : { value: { type: "number", number: 0 - inner.value }, unit: null, tolerance: 0 };
  }
  if (NUMERAL.test(text)) {
    const number = parseNumber(text);
    if (number !== null) return { value: { type: "number", number: number.value }, unit: null, tolerance: 0 };
  }
  const tokens = tokensOf(text, 0);
  const scopes = timeScopesOf(tokens, time);
  const [scope] = scopes;
  if (
    scope?.day !== undefined &&
    scope.day !== null &&
    scope.first === 0 &&
    !tokens.slice(scope.last + 1).some(({ kind }) => kind === "number")
  )
    return { value: { type: "date", date: scope.day }, unit: null, tolerance: 0 };
  const taken = new Set<number>();
  for (const { first, last } of scopes) for (let at = first; at <= last; at += 1) taken.add(at);
  const quantity = quantitiesIn(tokens, taken)[0];
  if (quantity !== undefined && (quantity.first <= 1 || quantity.role !== "count")) {
    return {
      value: { type: "number", number: quantity.number },
      unit: quantity.unit,
      tolerance: quantity.tolerance,
    };
  }
  if (quantity === undefined && CATEGORY.test(text)) {
    return {
      value: { type: "text", text: text.toLowerCase().replace(/^epc /, "") },
      unit: null,
      tolerance: 0,
    };
  }
  return null;
}

/** A number beyond what a double holds is none. */
export function isUsable(value: ClaimValue, scale: number): boolean {
  return value.type !== "number" || Number.isFinite(value.number * scale);
}

export function scaled(value: ClaimValue, scale: number): ClaimValue {
  return value.type === "number" && scale !== 1
    ? { type: "number", number: Number((value.number * scale).toPrecision(12)) }
    : value;
}
