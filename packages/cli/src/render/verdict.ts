import type { CaseReport } from "@synod/core";
import type { Style } from "./style.ts";
import { claimLine } from "./claim.ts";

/** The end of a case as a person reads it, line by line, without a trailing newline. */
export function renderVerdict(report: CaseReport, sentenceAt: SentenceAt, style: Style): string {
  return [
    "",
    `${style.bold(verdictStyle(report, style)(report.verdict))}  ${report.title}`,
    `  ${report.reason}`,
    ...gates(report, style),
    ...goals(report, style),
    ...contradictions(report, sentenceAt, style),
    ...evidence(report, style),
    ...deadLetters(report, style),
    ...duplicates(report),
    ...reviews(report),
    ...next(report, style),
    ...certificate(report, style),
  ].join("\n");
}

/** The sentence that stands at a place of a document, or null if it is not at hand. */
export type SentenceAt = (place: {
  readonly doc: string;
  readonly start: number;
  readonly end: number;
}) => string | null;

function verdictStyle({ verdict }: CaseReport, style: Style): (text: string) => string {
  switch (verdict) {
    case "RESOLVED":
      return (text) => style.good(text);
    case "ESCALATED":
    case "BLOCKED":
    case "EXPIRED":
      return (text) => style.bad(text);
    case "REVIEW":
    case "ACTIVE":
      return (text) => style.warn(text);
    default:
      return verdict satisfies never;
  }
}

function gates({ gates: all }: CaseReport, style: Style): string[] {
  const failed = Object.entries(all).filter(([, gate]) => !gate.pass);
  return failed.map(([name, gate]) => style.dim(`  gate ${name} is closed: ${gate.reason}`));
}

function goals({ goals: all, claims }: CaseReport, style: Style): string[] {
  if (all.length === 0) return [];
  const byId = new Map(claims.map((claim) => [claim.id, claim]));
  const lines = all.map(({ id, reached, claim }) => {
    const answer = claim === null ? undefined : byId.get(claim);
    const mark = reached ? style.good("✓") : style.warn("·");
    return `  ${mark} ${id}${answer === undefined ? "" : style.dim(`  ${claimLine(answer)}`)}`;
  });
  return ["", style.bold("Goals"), ...lines];
}

function contradictions(
  { contradictions: all, claims }: CaseReport,
  sentenceAt: SentenceAt,
  style: Style,
): string[] {
  const open = all.filter(({ status }) => status === "open");
  const settled = all.length - open.length;
  if (all.length === 0) return [];
  const byId = new Map(claims.map((claim) => [claim.id, claim]));
  const lines = open.flatMap(({ a, b, severity }) => [
    `  ${style.warn(severity)}`,
    ...[a, b].flatMap((id) => {
      const claim = byId.get(id);
      const place = claim?.places[0];
      if (claim === undefined || place === undefined) return [];
      return [`    ${place.doc}: ${quote(sentenceAt(place)) ?? claimLine(claim)}`];
    }),
  ]);
  const heading = `Contradictions: ${open.length} open, ${settled} settled`;
  return ["", style.bold(heading), ...lines];
}

/** Longest quote that is shown whole, in UTF-16 units. */
const QUOTE_MAX = 160;

function quote(sentence: string | null): string | null {
  if (sentence === null) return null;
  const line = sentence.replaceAll(/\s+/g, " ").trim();
  return `“${line.length > QUOTE_MAX ? `${line.slice(0, QUOTE_MAX)}…` : line}”`;
}

function evidence({ evidence: all }: CaseReport, style: Style): string[] {
  const lacking = all.filter(({ fresh }) => !fresh);
  if (lacking.length === 0) return [];
  const lines = lacking.map(({ kind, present, age_days }) => {
    if (!present) return `  ${style.warn("missing")} ${kind}`;
    return `  ${style.warn("stale")} ${kind}: ${age_days === null ? "undated" : `${age_days} days old`}`;
  });
  return ["", style.bold("Evidence"), ...lines];
}

function deadLetters({ dead_letters: all }: CaseReport, style: Style): string[] {
  if (all.length === 0) return [];
  return [
    "",
    style.bold("Dead letters"),
    ...all.map(({ doc, code, cause }) => `  ${style.bad(doc)}  ${code}  ${cause}`),
  ];
}

function duplicates({ duplicates: all }: CaseReport): string[] {
  return all.map(({ doc, of }) => `  ${doc} has the same bytes as ${of} and counts once`);
}

function reviews({ reviews: all }: CaseReport): string[] {
  return all.map(({ question, options }) => `\n  Asked of a person: ${question} (${options.join(", ")})`);
}

function next({ next: steps }: CaseReport, style: Style): string[] {
  return steps.length === 0 ? [] : ["", style.bold("Next"), ...steps.map((step) => `  → ${step}`)];
}

function certificate({ certificate: jws, digest }: CaseReport, style: Style): string[] {
  const lines = ["", style.dim(`digest ${digest}`)];
  return jws === null ? lines : [...lines, style.good("certified"), style.dim(jws.slice(0, 60) + "…")];
}
