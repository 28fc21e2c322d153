import { SynodError } from "@synod/core";
import type { SimResult } from "@synod/testkit";
import type { Io } from "../io.ts";

export interface SimFlags {
  readonly seed: string;
  readonly seeds?: string;
  readonly case?: string;
  readonly json: boolean;
}

/** Progress is shown this often. */
const PROGRESS_MS = 1_000;
const SEEDS_MAX = 1_000_000;

/** `synod sim`: the swarm under faults, reproducible from its seed. Exit code 1 if an invariant broke. */
export async function simCommand(flags: SimFlags, io: Io): Promise<number> {
  const { runSeed, readSimulatedCase } = await import("@synod/testkit");
  const { first, last } = parseRange(flags.seeds ?? flags.seed);
  const given = flags.case === undefined ? undefined : await readSimulatedCase(flags.case);
  const started = performance.now();
  const results: SimResult[] = [];
  let shown = started;
  for (let seed = first; seed <= last && !io.signal.aborted; seed += 1) {
    const result = await runSeed({ seed, ...(given === undefined ? {} : { given }) });
    if (!result.ok) explain(result, io);
    results.push(result);
    if (performance.now() - shown < PROGRESS_MS) continue;
    shown = performance.now();
    io.err(
      `${results.length} of ${last - first + 1} seeds, ${results.filter(({ ok }) => !ok).length} not ok`,
    );
  }
  return flags.seeds === undefined
    ? one(results, flags, io)
    : many(results, performance.now() - started, flags, io);
}

function one(results: readonly SimResult[], { json }: SimFlags, io: Io): number {
  const result = results[0];
  if (result === undefined) return 1;
  const { faulty: _faulty, history: _history, ...shown } = result;
  if (json) io.out(JSON.stringify(shown));
  const faults = Object.values(result.faults).reduce((sum, count) => sum + count, 0);
  io.err(
    `seed ${result.seed}: ${result.ok ? "ok" : "NOT OK"}, ${result.steps} steps, ${faults} faults, digest ${result.digest}`,
  );
  return result.ok ? 0 : 1;
}

function many(results: readonly SimResult[], ms: number, { json }: SimFlags, io: Io): number {
  const sum = (of: (result: SimResult) => number) => results.reduce((total, result) => total + of(result), 0);
  const failed = results.filter(({ ok }) => !ok).map(({ seed }) => seed);
  const summary = {
    seeds: results.length,
    ok: failed.length === 0,
    failed,
    steps: sum(({ steps }) => steps),
    faults: sum(({ faults }) => Object.values(faults).reduce((total, count) => total + count, 0)),
    lost: sum(({ lost }) => lost),
    doubled: sum(({ doubled }) => doubled),
    ms: Math.round(ms),
    seeds_per_second: Math.round((results.length / ms) * 1e5) / 100,
  };
  if (json) io.out(JSON.stringify(summary));
  io.err(
    `${summary.seeds} seeds, ${summary.steps} steps, ${summary.faults} faults: lost ${summary.lost}, doubled ${summary.doubled}, ` +
      `${failed.length === 0 ? "all ok" : `not ok: ${failed.join(", ")}`}, ${summary.seeds_per_second} seeds/s`,
  );
  return summary.ok ? 0 : 1;
}

/** What happened in a run that is not ok: the problems, then the last things in order. */
function explain({ seed, faulty, history }: SimResult, io: Io): void {
  io.err(io.style.bad(`seed ${seed} is not ok:`));
  for (const problem of faulty) io.err(`  ${problem}`);
  for (const line of history) io.err(io.style.dim(`    ${line}`));
}

function parseRange(text: string): { first: number; last: number } {
  const match = /^(\d{1,9})(?:\.\.(\d{1,9}))?$/.exec(text);
  const first = Number(match?.[1]);
  const last = Number(match?.[2] ?? match?.[1]);
  if (match === null || last < first || last - first >= SEEDS_MAX) {
    throw new SynodError("SYN_USAGE", `${text} is no seed: give a number, or a range as 1..1000`);
  }
  return { first, last };
}
