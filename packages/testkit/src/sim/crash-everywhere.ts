import { crashAt } from "./faults.ts";
import type { Plan } from "./plan.ts";
import { differences, finish } from "./run-seed.ts";
import { World, type WorldOptions } from "./world.ts";

export interface CrashOptions extends Pick<WorldOptions, "openStore" | "plant"> {
  readonly seed: number;
  readonly plan: Plan;
  /** Take every n-th port call only, from the n-th on. Default: each. */
  readonly every?: number;
}

/** What came of dying at every port call. */
export interface CrashReport {
  /** Port calls of the run without faults. */
  readonly portCalls: number;
  /** Runs in which a process died; each died once. */
  readonly crashes: number;
  /** The first run that was not ok, in words; empty if all were. */
  readonly violations: readonly string[];
}

/**
 * Runs a plan again and again, without any other fault: each time the process that makes the n-th port call
 * of the run dies, once before the call takes effect and once after, for every n. Stops at the first that is not ok.
 */
export async function crashEverywhere(options: CrashOptions): Promise<CrashReport> {
  const { every = 1, ...common } = options;
  const calm = await finish(new World({ ...common, storm: null }));
  const violations = [...calm.problems];
  let crashes = 0;
  for (let position = every; position <= calm.portCalls && violations.length === 0; position += every) {
    for (const when of ["crash_before", "crash_after"] as const) {
      const world = new World({ ...common, storm: crashAt(position, when) });
      const end = await finish(world);
      crashes += 1;
      const found = [...end.problems, ...differences(common.plan, calm, end)];
      if (found.length === 0) continue;
      violations.push(`${when} at port call ${position}`, ...found, ...world.history.last);
      break;
    }
  }
  return { portCalls: calm.portCalls, crashes, violations };
}
