import { createHash } from "node:crypto";
import { toSynodError, type ScopeId, type TenantId } from "@synod/core";
import { SeededRandom } from "./seeded-random.ts";
import { generateCase, type SimulatedCase } from "./generated-case.ts";
import { World, type WorldOptions } from "./world.ts";

/** One simulated run, as `synod sim --json` prints it. */
export interface SimResult {
  readonly seed: number;
  readonly ok: boolean;
  /** Moments of simulated time in which something happened. */
  readonly steps: number;
  readonly faults: Readonly<Record<string, number>>;
  /** Documents that were accepted and never dealt with. */
  readonly lost: number;
  /** Effects that happened more than once. */
  readonly doubled: number;
  readonly digest: string;
  /** SHA-256 over everything that happened, in order: equal for equal seeds. */
  readonly trace_digest: string;
  readonly ms: number;
  /** What did not hold, readably; empty when ok. */
  readonly faulty: readonly string[];
  /** The last things that happened, for a seed that is not ok. */
  readonly history: readonly string[];
}

export interface SimOptions extends Pick<WorldOptions, "openStore" | "plant"> {
  readonly seed: number;
  /** Default: one that the seed makes. */
  readonly given?: SimulatedCase;
}

/** Lines of history that a failing seed prints. */
const HISTORY_MAX = 200;

/** Runs one seed twice, without and with faults, and compares. */
export async function runSeed(options: SimOptions): Promise<SimResult> {
  const started = performance.now();
  const { seed } = options;
  const simulated = options.given ?? generateCase(new SeededRandom(seed, "case"));
  const scope = { tenant: "sim" as TenantId, scope: `seed-${seed}` as ScopeId };
  const common = {
    seed,
    scope,
    simulated,
    ...(options.openStore === undefined ? {} : { openStore: options.openStore }),
  };
  const calm = await finish(new World({ ...common, faulty: false }));
  const stormy = await finish(
    new World({ ...common, faulty: true, ...(options.plant === undefined ? {} : { plant: options.plant }) }),
  );
  const faulty = [...calm.problems, ...stormy.problems];
  if (calm.digest !== stormy.digest)
    faulty.push(`digest ${stormy.digest} differs from ${calm.digest}, that of the run without faults`);
  return {
    seed,
    ok: faulty.length === 0,
    steps: stormy.steps,
    faults: stormy.faults,
    lost: stormy.lost,
    doubled: stormy.doubled,
    digest: stormy.digest,
    trace_digest: createHash("sha256").update(stormy.trace.join("\n")).digest("hex"),
    ms: Math.round(performance.now() - started),
    faulty,
    history: faulty.length === 0 ? [] : stormy.trace.slice(-HISTORY_MAX),
  };
}

interface Finished {
  readonly digest: string;
  readonly steps: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly lost: number;
  readonly doubled: number;
  readonly trace: readonly string[];
  readonly problems: readonly string[];
}

async function finish(world: World): Promise<Finished> {
  try {
    return await world.run();
  } catch (error) {
    const problem = toSynodError(error).stack ?? toSynodError(error).message;
    return { digest: "", steps: 0, faults: {}, lost: 0, doubled: 0, trace: world.trace, problems: [problem] };
  }
}
