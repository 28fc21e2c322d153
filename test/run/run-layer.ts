import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Layer } from "./layers.ts";

export interface LayerResult {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  /** Titles of what did not run, which hold the reason. */
  readonly skipped: readonly string[];
  /** What it printed. */
  readonly output: string;
}

/** What is read of vitest's JSON report. */
const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numFailedTestSuites: z.number(),
  testResults: z.array(
    z.object({
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
});

const OUTPUT_MAX = 200_000;

/** A layer that takes longer shows that it is still at work. */
const STILL_AT_WORK_MS = 15_000;

/** Runs one layer, or what is in `files` of it, to its end and counts. */
export async function runLayer(
  layer: Layer,
  reports: string,
  files: readonly string[],
): Promise<LayerResult> {
  const started = performance.now();
  process.stderr.write(`${layer.name.padEnd(18)} `);
  const report = join(reports, `${layer.name}.json`);
  const extra =
    layer.kind === "vitest"
      ? [
          ...files,
          "--reporter=default",
          "--reporter=json",
          `--outputFile.json=${report}`,
          "--passWithNoTests",
        ]
      : [];
  const atWork = setInterval(() => process.stderr.write("."), STILL_AT_WORK_MS);
  const { code, output } = await execute(layer, extra);
  clearInterval(atWork);
  const counted = layer.kind === "vitest" ? await countVitest(report, code) : countCheck(code);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const verdict = counted.failed > 0 ? `FAILED (${counted.failed})` : "ok";
  process.stderr.write(`${verdict}  ${counted.passed} passed  ${seconds} s\n`);
  return { name: layer.name, output, ...counted };
}

type Counted = Pick<LayerResult, "passed" | "failed" | "skipped">;

function countCheck(code: number): Counted {
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: [] };
}

/** A run that left no report, or failed outside of a test, is a failure too. */
async function countVitest(report: string, code: number): Promise<Counted> {
  const text = await readFile(report, "utf8").catch(() => null);
  if (text === null) return { passed: 0, failed: 1, skipped: [] };
  const { numPassedTests, numFailedTests, testResults } = reportSchema.parse(JSON.parse(text));
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && !assertionResults.some((test) => test.status === "failed"),
  );
  const failed = numFailedTests + broken.length;
  const skipped = testResults.flatMap(({ assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === "skipped" || status === "pending" || status === "todo")
      .map(({ fullName }) => fullName),
  );
  return { passed: numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed, skipped };
}

/** A layer that hangs is a failure, not a wait without end. */
const LAYER_MS_MAX = 30 * 60_000;
const LONG_LAYER_MS_MAX = 5 * 3_600_000;

function execute(
  { command, long }: Layer,
  extra: readonly string[],
): Promise<{ code: number; output: string }> {
  const [file = "", ...args] = [...command, ...extra];
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
    });
    let output = "";
    const bound = long === true ? LONG_LAYER_MS_MAX : LAYER_MS_MAX;
    const tooLong = setTimeout(() => {
      output += `\nstopped: it ran for more than ${bound / 60_000} minutes`;
      child.kill("SIGKILL");
    }, bound);
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString("utf8")).slice(-OUTPUT_MAX);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => resolve({ code: 1, output: `${output}${error.message}` }));
    child.on("close", (code) => {
      clearTimeout(tooLong);
      resolve({ code: code ?? 1, output });
    });
  });
}
