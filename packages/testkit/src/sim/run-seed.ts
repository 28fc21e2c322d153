import { digestOf, toSynodError, type Digest } from "@synod/core";
import { drawStorm, type Storm } from "./faults.ts";
import { generatePlan } from "./generated-plan.ts";
import type { CaseEnd } from "./end.ts";
import type { Plan } from "./plan.ts";
import { SeededRandom } from "./seeded-random.ts";
import { STORM_MS, World, type WorldOptions, type WorldResult } from "./world.ts";

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
  /** Of the case; over the cases' digests if there are several. */
  readonly digest: string;
  /** SHA-256 over everything that happened, in order: equal for equal seeds. */
  readonly trace_digest: string;
  readonly ms: number;
  /** What did not hold, readably; empty when ok. */
  readonly violations: readonly string[];
  /** The last things that happened, for a seed that is not ok. */
  readonly history: readonly string[];
}

export interface SimOptions extends Pick<WorldOptions, "openStore" | "plant"> {
  readonly seed: number;
  /** Default: one that the seed makes. */
  readonly plan?: Plan;
  /** Default: one that the seed draws. */
  readonly storm?: Storm;
}

/** Runs one seed twice, without and with faults, and compares. */
export async function runSeed(options: SimOptions): Promise<SimResult> {
  const started = performance.now();
  const { seed, openStore, plant } = options;
  const plan = options.plan ?? generatePlan(new SeededRandom(seed, "plan"));
  const storm = options.storm ?? drawStorm(new SeededRandom(seed, "faults"), STORM_MS);
  const common = { seed, plan, ...(openStore === undefined ? {} : { openStore }) };
  const calm = await finish(new World({ ...common, storm: null }));
  const world = new World({ ...common, storm, ...(plant === undefined ? {} : { plant }) });
  const stormy = await finish(world);
  const violations = [
    ...calm.problems.map((problem) => `without faults: ${problem}`),
    ...stormy.problems,
    ...differences(plan, calm, stormy),
  ];
  return {
    seed,
    ok: violations.length === 0,
    steps: stormy.steps,
    faults: stormy.faults,
    lost: stormy.lost,
    doubled: stormy.doubled,
    digest: jointDigest(stormy.cases),
    trace_digest: stormy.traceDigest,
    ms: Math.round(performance.now() - started),
    violations,
    history: violations.length === 0 ? [] : world.history.last,
  };
}

/** What ended otherwise under faults than without. */
export function differences(plan: Plan, calm: WorldResult, stormy: WorldResult): string[] {
  const isDeadly = calm.cases.some(({ deadLetters }) =>
    deadLetters.some((letter) => letter.endsWith(CRASHED)),
  );
  return plan.cases.flatMap(({ tenant, scope, compare }) => {
    const name = `${tenant}/${scope}`;
    const [expected, actual] = [calm, stormy].map(({ cases }) => cases.find((end) => end.name === name));
    if (expected === undefined || actual === undefined) return [];
    const found: string[] = [];
    const check = (what: string, before: string, after: string) => {
      if (before !== after) found.push(`${name}: ${what} is ${after}, and without faults ${before}`);
    };
    check("knowledge digest", expected.knowledgeDigest, actual.knowledgeDigest);
    if (compare === "digest") check("digest", expected.digest, actual.digest);
    const given = isDeadly
      ? actual.deadLetters.map((letter) => asWithout(letter, expected))
      : actual.deadLetters;
    check("list of dead letters", listed(expected.deadLetters), listed(given));
    return found;
  });
}

const CRASHED = "SYN_CRASHED";

/**
 * A document that is given up in any case may be counted out sooner, for the crashes of a process that died of
 * another document beside it: then its letter reads as the one without faults.
 */
function asWithout(letter: string, { deadLetters }: CaseEnd): string {
  if (!letter.endsWith(` ${CRASHED}`)) return letter;
  const document = letter.slice(0, -CRASHED.length);
  return deadLetters.find((expected) => expected.startsWith(document)) ?? letter;
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "empty" : names.join(", ");
}

function jointDigest(cases: readonly CaseEnd[]): Digest | "" {
  const [only] = cases;
  if (only === undefined) return "";
  if (cases.length === 1) return only.digest;
  return digestOf(cases.map(({ name, digest }) => ({ name, digest })));
}

/** Runs a world to its end, or to what stopped it. */
export async function finish(world: World): Promise<WorldResult> {
  try {
    return await world.run();
  } catch (error) {
    const problem = toSynodError(error).stack ?? toSynodError(error).message;
    return {
      cases: [],
      steps: 0,
      portCalls: 0,
      faults: {},
      lost: 0,
      doubled: 0,
      traceDigest: world.history.end(),
      problems: [problem],
    };
  }
}
