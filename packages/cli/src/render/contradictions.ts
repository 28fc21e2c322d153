import { describeClaim, describeTopic, describeValue, type CaseReport } from "@synod/core";
import type { CaseOutcome, QuoteAt } from "@synod/sdk";
import type { Style } from "./style.ts";
import { plain } from "./text.ts";

type Contradiction = CaseReport["contradictions"][number];
type Claim = CaseReport["claims"][number];

/** Longest quote that is shown whole, in UTF-16 units. */
const QUOTE_MAX = 160;
/** Contradictions of each kind that are shown; the rest is counted. */
const SHOWN_MAX = 20;

/** Open contradictions with both sentences and where they stand; settled ones in a line each. */
export function contradictionLines({ report, quoteAt }: CaseOutcome, style: Style): string[] {
  const { contradictions: all, claims } = report;
  if (all.length === 0) return [];
  const byId = new Map(claims.map((claim) => [claim.id, claim]));
  const open = all.filter(({ status }) => status === "open");
  const settled = all.filter(({ status }) => status === "resolved");
  return [
    "",
    style.bold(`Contradictions: ${open.length} open, ${settled.length} settled`),
    ...listed(open, (contradiction) => openLines(contradiction, byId, quoteAt, style)),
    ...listed(settled, (contradiction) => settledLines(contradiction, byId, style)),
  ];
}

function listed(all: readonly Contradiction[], lines: (contradiction: Contradiction) => string[]): string[] {
  const rest = all.length - SHOWN_MAX;
  return [...all.slice(0, SHOWN_MAX).flatMap(lines), ...(rest > 0 ? [`  and ${rest} more`] : [])];
}

function openLines(
  { a, b, severity }: Contradiction,
  byId: ReadonlyMap<string, Claim>,
  quoteAt: QuoteAt,
  style: Style,
): string[] {
  const [first, second] = [byId.get(a), byId.get(b)];
  if (first === undefined || second === undefined) return [];
  const values = `${describeValue(first)} or ${describeValue(second)}`;
  return [
    `  ${style.bad("✗")} ${plain(`${describeTopic(first)}: ${values}`)}  ${style.warn(severity)}`,
    ...[first, second].map((claim) => quoteLine(claim, quoteAt, style)),
  ];
}

function quoteLine(claim: Claim, quoteAt: QuoteAt, style: Style): string {
  const place = claim.places[0];
  if (place === undefined) return `      ${plain(describeClaim(claim))}`;
  const quote = quoteAt(place);
  const where = quote?.line == null ? plain(place.doc) : `${plain(place.doc)}:${quote.line}`;
  return `      ${style.dim(where)}  ${quote === null ? plain(describeClaim(claim)) : quoted(quote.sentence)}`;
}

function quoted(sentence: string): string {
  const line = plain(sentence).trim();
  return `“${line.length > QUOTE_MAX ? `${line.slice(0, QUOTE_MAX).toWellFormed()}…` : line}”`;
}

function settledLines(
  { a, b, resolved_by }: Contradiction,
  byId: ReadonlyMap<string, Claim>,
  style: Style,
): string[] {
  const [first, second] = [byId.get(a), byId.get(b)];
  if (first === undefined || second === undefined) return [];
  const [holds, fell] = first.status === "current" ? [first, second] : [second, first];
  const by = resolved_by === null ? "" : `  by ${resolved_by}`;
  const outcome = `${describeTopic(holds)}: ${describeValue(holds)}, not ${describeValue(fell)}`;
  return [`  ${style.good("✓")} ${plain(outcome)}${style.dim(plain(by))}`];
}
