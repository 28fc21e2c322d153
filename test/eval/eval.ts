import { readdir } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { createDeterministicAnalyst } from "@synod/models";
import { scoreCase, type Score } from "./score.ts";

/**
 * Measures the deterministic analyst on labelled cases: `node test/eval/eval.ts [DIR] [--json] [--notes]`.
 * DIR holds case folders, or is one; default: `shared/cases` beside the repository.
 */
const args = process.argv.slice(2);
const folder = resolve(
  args.find((arg) => !arg.startsWith("--")) ?? join(import.meta.dirname, "../../../shared/cases"),
);
if (!existsSync(folder)) {
  process.stderr.write(`no labelled cases in ${folder}\n`);
  process.exit(2);
}
const scores = await scoreAll(folder);
if (args.includes("--notes"))
  for (const { name, notes } of scores)
    process.stdout.write(`${name}\n${notes.map((note) => `  ${note}\n`).join("")}`);
process.stdout.write(
  args.includes("--json")
    ? `${JSON.stringify({ cases: scores, total: totalOf(scores) })}\n`
    : tableOf(scores),
);

async function scoreAll(root: string): Promise<Score[]> {
  const analyst = createDeterministicAnalyst();
  if (existsSync(join(root, "expected.json")))
    return [await scoreCase(root, root.split("/").at(-1) ?? root, analyst)];
  const names = (await readdir(root)).filter((name) => existsSync(join(root, name, "expected.json"))).sort();
  const found: Score[] = [];
  for (const name of names) found.push(await scoreCase(join(root, name), name, analyst));
  return found;
}

type Total = Omit<Score, "name" | "notes" | "verdict"> & {
  readonly verdicts: { readonly right: number; readonly all: number };
};

function totalOf(all: readonly Score[]): Total {
  const sum = (pick: (score: Score) => number): number =>
    all.reduce((total, score) => total + pick(score), 0);
  return {
    claims: {
      found: sum((s) => s.claims.found),
      labelled: sum((s) => s.claims.labelled),
      all: sum((s) => s.claims.all),
      likeness: sum((s) => s.claims.likeness),
    },
    contradictions: {
      found: sum((s) => s.contradictions.found),
      labelled: sum((s) => s.contradictions.labelled),
      violated: sum((s) => s.contradictions.violated),
      unlabelled: sum((s) => s.contradictions.unlabelled),
      resolutions_right: sum((s) => s.contradictions.resolutions_right),
    },
    goals: { right: sum((s) => s.goals.right), all: sum((s) => s.goals.all) },
    risks: {
      found: sum((s) => s.risks.found),
      labelled: sum((s) => s.risks.labelled),
      severity_right: sum((s) => s.risks.severity_right),
      all: sum((s) => s.risks.all),
    },
    verdicts: { right: all.filter((s) => s.verdict.right).length, all: all.length },
  };
}

function tableOf(all: readonly Score[]): string {
  const head = [
    "case",
    "claims",
    "of all",
    "names",
    "contradictions",
    "resolved right",
    "wrong",
    "unlabelled",
    "goals",
    "risks",
    "of all",
    "verdict",
  ];
  const total = totalOf(all);
  const lines = [
    ...all.map((score) => ({
      ...score,
      judged: `${score.verdict.said}${score.verdict.right ? "" : " (wrong)"}`,
    })),
    { ...total, name: "total", judged: `${total.verdicts.right}/${total.verdicts.all}` },
  ];
  const rows = lines.map(({ name, claims, contradictions, goals, risks, judged }) => [
    name,
    `${claims.found}/${claims.labelled}`,
    `${claims.all}`,
    (claims.likeness / Math.max(1, claims.found)).toFixed(2),
    `${contradictions.found}/${contradictions.labelled}`,
    `${contradictions.resolutions_right}`,
    `${contradictions.violated}`,
    `${contradictions.unlabelled}`,
    `${goals.right}/${goals.all}`,
    `${risks.found}/${risks.labelled} (${risks.severity_right})`,
    `${risks.all}`,
    judged,
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [head, ...rows]
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}
