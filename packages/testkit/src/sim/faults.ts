import type { BusFaultRates } from "./simulated-bus.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** What may happen to one call of a port. */
export type CallFault =
  /** The process dies before the call takes effect, or right after. */
  | "crash_before"
  | "crash_after"
  /** The process stands still before it sends, as under SIGSTOP, and goes on later as if nothing were. */
  | "pause"
  /** The call is refused as if the dependency were away. */
  | "unavailable"
  /** It takes effect, and its answer is lost. */
  | "answer_lost"
  /** A commit without an answer: it took place, it did not, or it does so later. */
  | "commit_done"
  | "commit_undone"
  | "commit_late";

/** What a call is, as far as faults look at it. */
export interface FaultyCall {
  readonly port: string;
  readonly method: string;
  /** It changes the log: without an answer its outcome is unknown. */
  readonly commit: boolean;
}

/** Says what happens to each call, one after another. */
export interface CallFaults {
  next(call: FaultyCall): CallFault | null;
}

/** The weather of one run. Probabilities, and simulated milliseconds. */
export interface Storm {
  readonly calls: CallFaults;
  readonly bus: BusFaultRates;
  /** When the bus loses all it has. */
  readonly busLostAt: readonly number[];
  readonly pauseMsMax: number;
  /** Clocks of processes are apart by up to twice this. */
  readonly skewMsMax: number;
}

/** Probability of each fault in mild weather, for one call. */
const MILD: Readonly<Record<CallFault, number>> = {
  crash_before: 0.004,
  crash_after: 0.004,
  pause: 0.001,
  unavailable: 0.01,
  answer_lost: 0.005,
  commit_done: 0.01,
  commit_undone: 0.01,
  commit_late: 0.01,
};

/** How much worse than mild; 0: this fault does not happen in this run. */
const SEVERITIES = [0, 1, 1, 3] as const;

const HINT_FAULT = 0.05;
const BUS_LOST_CHANCE = 0.4;
const PAUSE_MS_MAX = 12_000;
const SKEWS_MS = [0, 50, 2_000] as const;

const COMMIT_ONLY: ReadonlySet<CallFault> = new Set(["commit_done", "commit_undone", "commit_late"]);

/**
 * Each seed draws which faults there are and how bad: runs with few kinds find what runs with all of them
 * hide. Source: A. Groce et al., "Swarm Testing", ISSTA 2012.
 */
export function drawStorm(random: SeededRandom, stormMs: number): Storm {
  const severity = () => random.pick(SEVERITIES);
  const rates = Object.entries(MILD).map(([fault, rate]) => ({
    fault: fault as CallFault,
    rate: rate * severity(),
  }));
  return {
    calls: { next: (call) => drawFault(random, rates, call) },
    bus: {
      lost: HINT_FAULT * severity(),
      doubled: HINT_FAULT * severity(),
      late: HINT_FAULT * severity(),
      ackLost: HINT_FAULT * severity(),
    },
    busLostAt: random.chance(BUS_LOST_CHANCE) ? [random.below(stormMs)] : [],
    pauseMsMax: PAUSE_MS_MAX,
    skewMsMax: random.pick(SKEWS_MS),
  };
}

/** No weather but one thing: the process that makes the `position`-th call (from 1) dies before or after it. */
export function crashAt(position: number, when: "crash_before" | "crash_after"): Storm {
  let calls = 0;
  return {
    calls: {
      next: () => {
        calls += 1;
        return calls === position ? when : null;
      },
    },
    bus: { lost: 0, doubled: 0, late: 0, ackLost: 0 },
    busLostAt: [],
    pauseMsMax: 0,
    skewMsMax: 0,
  };
}

function drawFault(
  random: SeededRandom,
  rates: readonly { readonly fault: CallFault; readonly rate: number }[],
  { commit }: FaultyCall,
): CallFault | null {
  let drawn = random.next();
  for (const { fault, rate } of rates) {
    drawn -= rate;
    if (drawn >= 0) continue;
    return COMMIT_ONLY.has(fault) !== commit && isAnswerFault(fault) ? null : fault;
  }
  return null;
}

/** A lost answer is called by what it leaves open: of a commit, its outcome. */
function isAnswerFault(fault: CallFault): boolean {
  return fault === "answer_lost" || COMMIT_ONLY.has(fault);
}
