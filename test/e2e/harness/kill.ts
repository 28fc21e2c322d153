import { run, type Report } from "./report.ts";
import { startSynod } from "./run-synod.ts";

/** Whole runs of a process until it is killed: the last is left alone. */
const TRIES_MAX = 40;

export interface KilledRuns {
  readonly report: Report;
  /** Processes that were killed before they ended. */
  readonly kills: number;
}

/**
 * Runs a case, kills the process (SIGKILL) `kills` times after as many milliseconds as `delayMs` says, and
 * continues on the same state folder each time; at last it is let to its end. A run that ends before it is
 * killed is no kill: the delay is too long for what is left, and the rest is asked for sooner.
 */
export async function runKilled(
  dir: string,
  flags: readonly string[],
  kills: number,
  delayMs: (kill: number) => number,
): Promise<KilledRuns> {
  let done = 0;
  for (let attempt = 0; done < kills && attempt < TRIES_MAX; attempt += 1) {
    const { child, ended } = startSynod(["run", dir, "--json", ...flags]);
    const timer = setTimeout(() => child.kill("SIGKILL"), delayMs(done));
    const { code, stderr } = await ended;
    clearTimeout(timer);
    if (code === 0) break;
    // Null: by the signal. Anything else is an error of the run, which a kill must never cause.
    if (code !== null) throw new Error(`after ${done} kills: exit code ${code}\n${stderr}`);
    done += 1;
  }
  return { report: (await run(dir, flags)).report, kills: done };
}
