import type { CaseReport } from "@synod/core";

type ReportedClaim = CaseReport["claims"][number];

/** A claim in one line: `total price of the library bus: 412,000 EUR`. */
export function claimLine({ subject, attribute, value, unit }: ReportedClaim): string {
  const shown =
    typeof value === "number" ? value.toLocaleString("en-US", { maximumFractionDigits: 6 }) : String(value);
  return `${attribute} of ${subject}: ${shown}${unit === null ? "" : ` ${unit}`}`;
}
