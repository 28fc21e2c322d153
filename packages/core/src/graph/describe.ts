import type { ReportedClaim } from "./knowledge.ts";

/** The subject that stands for the matter as a whole: not worth a word where the matter is known. */
const WHOLE_MATTER = "the case";

/** A claim as a person reads it: `total price of the library bus: EUR 412,000`. */
export function describeClaim(claim: ReportedClaim): string {
  return `${describeTopic(claim)}: ${describeValue(claim)}${describePeriod(claim)}`;
}

/** What a claim is about: `total price of the library bus`. */
export function describeTopic({ subject, attribute }: Pick<ReportedClaim, "subject" | "attribute">): string {
  if (subject === "" || subject === WHOLE_MATTER) return attribute;
  // Some readings put the subject's words into the attribute too.
  if (attribute.toLowerCase().includes(subject.toLowerCase())) return attribute;
  return `${attribute} of ${subject}`;
}

/** A value with its unit: `EUR 412,000`, `260 km`, `12.5%`, `yes`, `2026-12-15`. */
export function describeValue({ value, unit }: Pick<ReportedClaim, "value" | "unit">): string {
  if (typeof value === "number") return withUnit(value, unit);
  if (typeof value === "string") return value;
  return value ? "yes" : "no";
}

function withUnit(value: number, unit: string | null): string {
  const digits = value.toLocaleString("en-US", { maximumFractionDigits: 6 });
  if (unit === null) return digits;
  if (unit === "%") return `${digits}%`;
  if (/^[A-Z]{3}$/.test(unit)) return `${unit} ${digits}`;
  // Words have a plural, symbols (km, MW) have none.
  const plural = COUNTED.has(unit) && value !== 1;
  return `${digits} ${plural ? (IRREGULAR.get(unit) ?? `${unit}s`) : unit}`;
}

/** Units that are words of English. */
const COUNTED: ReadonlySet<string> = new Set([
  "second",
  "minute",
  "hour",
  "day",
  "week",
  "month",
  "quarter",
  "year",
  "person",
  "item",
  "share",
  "page",
]);

const IRREGULAR: ReadonlyMap<string, string> = new Map([["person", "people"]]);

function describePeriod({ valid_from: from, valid_to: to }: ReportedClaim): string {
  if (from !== null && to !== null) return ` (from ${from}, before ${to})`;
  if (from !== null) return ` (from ${from})`;
  return to === null ? "" : ` (before ${to})`;
}
