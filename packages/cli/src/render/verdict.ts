import { describeClaim, type CaseReport, type Verdict } from "@synod/core";
import type { CaseOutcome } from "@synod/sdk";
import { contradictionLines } from "./contradictions.ts";
import type { Style } from "./style.ts";
import { plain } from "./text.ts";

/** The end of a case as a person reads it, line by line, without a trailing newline. */
export function renderVerdict(outcome: CaseOutcome, style: Style): string {
  const { report } = outcome;
  return [
    "",
    ...verdict(report, style),
    ...goals(outcome, style),
    ...contradictionLines(outcome, style),
    ...evidence(report, style),
    ...deadLetters(report, style),
    ...duplicates(report, style),
    ...reviews(report, style),
    ...next(report, style),
    ...certificate(report, style),
  ].join("\n");
}

/** What each verdict means, for someone who sees it for the first time. */
const MEANING: Readonly<Record<Verdict, string>> = {
  RESOLVED: "settled",
  ESCALATED: "a person has to decide",
  BLOCKED: "nothing moves, and questions are open",
  EXPIRED: "nothing came for too long",
  REVIEW: "a person should look",
  ACTIVE: "not settled yet",
};

function verdict(report: CaseReport, style: Style): string[] {
  const { verdict: name, title, reason, gates } = report;
  // Gates that the reason names already need no line of their own.
  const closed = Object.entries(gates).filter(([, gate]) => !gate.pass && !reason.includes(gate.reason));
  return [
    `${style.bold(mark(name, style)(name))}  ${plain(title)}: ${MEANING[name]}`,
    ...reason.split("; ").map((part) => `  ${plain(part)}`),
    ...closed.map(([gate, { reason: why }]) => style.dim(`  gate ${gate}: ${plain(why)}`)),
  ];
}

function mark(name: Verdict, style: Style): (text: string) => string {
  switch (name) {
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
      return name satisfies never;
  }
}

function goals({ report, goalTexts }: CaseOutcome, style: Style): string[] {
  if (report.goals.length === 0) return [];
  const byId = new Map(report.claims.map((claim) => [claim.id, claim]));
  const lines = report.goals.flatMap(({ id, reached, claim }) => {
    const answer = claim === null ? undefined : byId.get(claim);
    const state = reached ? style.good("✓") : answer === undefined ? style.warn("·") : style.bad("✗");
    const said = answer === undefined ? "nothing answers it yet" : plain(describeClaim(answer));
    const disputed = answer !== undefined && !reached ? `in dispute: ${said}` : said;
    return [`  ${state} ${plain(goalTexts.get(id) ?? id)}`, style.dim(`      ${disputed}`)];
  });
  return ["", style.bold("Goals"), ...lines];
}

function evidence({ evidence: all }: CaseReport, style: Style): string[] {
  const lacking = all.filter(({ fresh }) => !fresh);
  if (lacking.length === 0) return [];
  const lines = lacking.map(({ kind, present, age_days }) => {
    if (!present) return `  ${style.warn("missing")}  ${plain(kind)}`;
    return `  ${style.warn("stale")}    ${plain(kind)}, ${age_days === null ? "undated" : `${age_days} days old`}`;
  });
  return ["", style.bold("Evidence"), ...lines];
}

function deadLetters({ dead_letters: all }: CaseReport, style: Style): string[] {
  if (all.length === 0) return [];
  const lines = all.map(
    ({ doc, code, cause }) => `  ${style.bad(plain(doc))}  ${plain(cause)}  ${style.dim(code)}`,
  );
  return ["", style.bold("Not taken in (dead letters)"), ...lines];
}

function duplicates({ duplicates: all }: CaseReport, style: Style): string[] {
  if (all.length === 0) return [];
  const lines = all.map(
    ({ doc, of }) => `  ${plain(doc)} has the same bytes as ${plain(of)} and counts once`,
  );
  return ["", style.bold("Copies"), ...lines];
}

function reviews({ reviews: all }: CaseReport, style: Style): string[] {
  if (all.length === 0) return [];
  const lines = all.map(({ question, options }) => `  ${plain(question)} (${options.join(", ")})`);
  return ["", style.bold("Asked of a person"), ...lines];
}

function next({ next: steps }: CaseReport, style: Style): string[] {
  return steps.length === 0 ? [] : ["", style.bold("Next"), ...steps.map((step) => `  → ${plain(step)}`)];
}

function certificate({ certificate: jws, digest }: CaseReport, style: Style): string[] {
  const lines = ["", style.dim(`digest ${digest}`)];
  return jws === null ? lines : [...lines, style.good("A signed certificate states this (shown by --json).")];
}
