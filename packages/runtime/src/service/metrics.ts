import type { Meter } from "../meter.ts";
import { Registry } from "./registry.ts";

/** State of a breaker, as its gauge says it. */
const BREAKER_STATES = { closed: 0, half_open: 1, open: 2 } as const;
export type BreakerState = keyof typeof BREAKER_STATES;

export interface Metrics {
  readonly meter: Meter;
  /** For the metrics of a service's own. */
  readonly registry: Registry;
  /** `synod_breaker_state`: 0 closed, 1 half open, 2 open. */
  breaker(dependency: string, state: BreakerState): void;
  /** `synod_cached_scopes` and `synod_cached_events`. */
  watchCache(read: () => { readonly scopes: number; readonly events: number }): void;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120];
/** Fine where an idle system is: a hop of a few milliseconds. */
const LATENCY_SECONDS = [
  0.001, 0.002, 0.003, 0.004, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
  120,
];
const ACTIVATION_SECONDS = [0.00001, 0.00005, 0.0001, 0.0005, 0.001, 0.005, 0.01, 0.1];

/** The numbers of one process. Labels are bounded: handlers, codes and dependencies, never tenants or scopes. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const breakers = registry.gauge<"dependency">("synod_breaker_state", "0 closed, 1 half open, 2 open");
  registry.reading("process_resident_memory_bytes", "Resident memory", () => process.memoryUsage.rss());
  return {
    registry,
    meter: meterOn(registry),
    breaker: (dependency, state) => breakers.set({ dependency }, BREAKER_STATES[state]),
    watchCache(read) {
      registry.reading("synod_cached_scopes", "Scopes folded in memory", () => read().scopes);
      registry.reading("synod_cached_events", "Events folded in memory", () => read().events);
    },
  };
}

function meterOn(registry: Registry): Meter {
  const counter = <Label extends string>(name: string, help: string) =>
    registry.counter<Label>(`synod_${name}`, help);
  const histogram = <Label extends string>(name: string, help: string, bounds = SECONDS) =>
    registry.histogram<Label>(`synod_${name}`, help, bounds);
  const turns = histogram<"handler" | "end">("turn_seconds", "Turns by how they ended");
  const commits = counter<"handler">("commits_total", "Commits");
  const events = counter<"handler">("events_total", "Events appended");
  const latency = histogram<"handler">(
    "commit_latency_seconds",
    "From an event's commit to its handler's commit",
    LATENCY_SECONDS,
  );
  const conflicts = counter<"handler">("conflicts_total", "Decisions made again because the head moved");
  const failures = counter<"handler" | "code">("failures_total", "Failures of the work itself");
  const deferrals = counter<"handler" | "code">(
    "deferred_total",
    "Turns put off because a dependency was away",
  );
  const deadLetters = counter<"handler" | "code">("dead_letters_total", "Events given up");
  const thoughts = counter<"handler" | "how">(
    "thoughts_total",
    "Thoughts asked for, and found in the journal",
  );
  const activations = histogram<"handler" | "active">(
    "activation_seconds",
    "Activation filters",
    ACTIVATION_SECONDS,
  );
  const unpublished = counter<never>("hints_unpublished_total", "Hints the bus did not take");
  return {
    turn: (handler, end, seconds) => turns.observe({ handler, end }, seconds),
    committed(handler, count, latencySeconds) {
      commits.inc({ handler });
      events.inc({ handler }, count);
      if (latencySeconds !== null) latency.observe({ handler }, latencySeconds);
    },
    conflict: (handler) => conflicts.inc({ handler }),
    failed: (handler, code) => failures.inc({ handler, code }),
    deferred: (handler, code) => deferrals.inc({ handler, code }),
    deadLettered: (handler, code) => deadLetters.inc({ handler, code }),
    thought: (handler, how) => thoughts.inc({ handler, how }),
    activation: (handler, active, seconds) =>
      activations.observe({ handler, active: String(active) }, seconds),
    unpublished: (hints) => unpublished.inc({}, hints),
  };
}
