import { SynodError } from "@synod/core";
import type { PlantedBug, SimResult } from "@synod/testkit";
import type { Io } from "../io.ts";

export interface SimFlags {
  readonly seed?: string;
  readonly seeds?: string;
  readonly from?: string;
  readonly case?: string;
  readonly without?: string;
  readonly json: boolean;
}

/** What `--seeds` sums up, as `--json` prints it. */
interface Summary {
  readonly seeds: number;
  readonly ok: boolean;
  readonly failed: readonly number[];
  readonly steps: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly lost: number;
  readonly doubled: number;
  readonly ms: number;
  readonly seeds_per_second: number;
}

/** Progress is shown this often. */
const PROGRESS_MS = 1_000;
const SEEDS_MAX = 1_000_000;

/** `synod sim`: the swarm under faults, reproducible from its seed. Exit code 1 if an invariant broke. */
export async function simCommand(flags: SimFlags, io: Io): Promise<number> {
  const { first, count } = rangeOf(flags);
  const { PLANTED_BUGS, readPlan, runSeed } = await import("@synod/testkit");
  const plant = flags.without === undefined ? undefined : bugNamed(flags.without, PLANTED_BUGS);
  const plan = flags.case === undefined ? undefined : await readPlan(flags.case);
  const started = performance.now();
  const results: SimResult[] = [];
  let shown = started;
  for (let seed = first; seed < first + count && !io.signal.aborted; seed += 1) {
    const result = await runSeed({
      seed,
      ...(plan === undefined ? {} : { plan }),
      ...(plant === undefined ? {} : { plant }),
    });
    if (!result.ok) explain(result, flags, io);
    results.push(result);
    if (count === 1 || performance.now() - shown < PROGRESS_MS) continue;
    shown = performance.now();
    io.err(`${results.length} of ${count} seeds, ${results.filter(({ ok }) => !ok).length} not ok`);
  }
  return flags.seeds === undefined
    ? one(results, flags, io)
    : many(results, performance.now() - started, flags, io);
}

function one(results: readonly SimResult[], { json }: SimFlags, io: Io): number {
  const result = results[0];
  if (result === undefined) return 1;
  const { history: _history, violations, ...shown } = result;
  if (json) io.out(JSON.stringify(result.ok ? shown : { ...shown, violations }));
  io.err(
    `seed ${result.seed}: ${result.ok ? "ok" : "NOT OK"}, ${result.steps} steps, ${total(result.faults)} faults, ` +
      `digest ${result.digest}`,
  );
  return result.ok ? 0 : 1;
}

function many(results: readonly SimResult[], ms: number, { json }: SimFlags, io: Io): number {
  const summary = summaryOf(results, ms);
  if (json) io.out(JSON.stringify(summary));
  const { seeds, steps, faults, lost, doubled, failed, seeds_per_second } = summary;
  io.err(`${seeds} seeds, ${steps} steps, ${total(faults)} faults (${listed(faults)})`);
  io.err(
    `lost ${lost}, doubled ${doubled}, ${failed.length === 0 ? "all ok" : `not ok: ${failed.join(", ")}`}, ` +
      `${seeds_per_second} seeds/s`,
  );
  return summary.ok ? 0 : 1;
}

function summaryOf(results: readonly SimResult[], ms: number): Summary {
  const sum = (of: (result: SimResult) => number) => results.reduce((all, result) => all + of(result), 0);
  const failed = results.filter(({ ok }) => !ok).map(({ seed }) => seed);
  const faults = new Map<string, number>();
  for (const result of results) {
    for (const [fault, count] of Object.entries(result.faults))
      faults.set(fault, (faults.get(fault) ?? 0) + count);
  }
  return {
    seeds: results.length,
    ok: failed.length === 0 && results.length > 0,
    failed,
    steps: sum(({ steps }) => steps),
    faults: Object.fromEntries([...faults].sort(([a], [b]) => (a < b ? -1 : 1))),
    lost: sum(({ lost }) => lost),
    doubled: sum(({ doubled }) => doubled),
    ms: Math.round(ms),
    seeds_per_second: Math.round((results.length / ms) * 1e5) / 100,
  };
}

/** What happened in a run that is not ok: what does not hold, the last things in order, and how to see it again. */
function explain({ seed, violations, history }: SimResult, flags: SimFlags, io: Io): void {
  io.err(io.style.bad(`seed ${seed} is not ok:`));
  for (const violation of violations) io.err(`  ${violation}`);
  io.err(`  the last ${history.length} things that happened (simulated time, process, what):`);
  for (const line of history) io.err(io.style.dim(`    ${line}`));
  const of =
    (flags.case === undefined ? "" : ` --case ${flags.case}`) +
    (flags.without === undefined ? "" : ` --without ${flags.without}`);
  io.err(`  again: synod sim --seed ${seed}${of}`);
}

function bugNamed(name: string, known: readonly PlantedBug[]): PlantedBug {
  const bug = known.find((planted) => planted === name);
  if (bug !== undefined) return bug;
  throw new SynodError("SYN_USAGE", `--without ${name}: give one of ${known.join(", ")}`);
}

function rangeOf({ seed, seeds, from }: SimFlags): { readonly first: number; readonly count: number } {
  if (seeds === undefined) {
    if (from !== undefined) throw new SynodError("SYN_USAGE", "--from goes with --seeds");
    return { first: whole("--seed", seed ?? "1", 0), count: 1 };
  }
  if (seed !== undefined) throw new SynodError("SYN_USAGE", "give --seed, or --seeds and --from");
  return { first: whole("--from", from ?? "1", 0), count: whole("--seeds", seeds, 1) };
}

function whole(flag: string, text: string, min: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && (flag !== "--seeds" || value <= SEEDS_MAX)) return value;
  throw new SynodError("SYN_USAGE", `${flag} ${text}: give a whole number of at least ${min}`);
}

function total(faults: Readonly<Record<string, number>>): number {
  return Object.values(faults).reduce((sum, count) => sum + count, 0);
}

function listed(faults: Readonly<Record<string, number>>): string {
  return Object.entries(faults)
    .map(([fault, count]) => `${fault} ${count}`)
    .join(", ");
}
