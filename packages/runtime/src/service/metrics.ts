import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Meter } from "../meter.ts";

/** State of a breaker, as its gauge says it. */
export const BREAKER_STATES = { closed: 0, half_open: 1, open: 2 } as const;
export type BreakerState = keyof typeof BREAKER_STATES;

export interface Metrics {
  readonly meter: Meter;
  /** `synod_breaker_state`: 0 closed, 1 half open, 2 open. */
  breaker(dependency: string, state: BreakerState): void;
  /** `synod_cached_scopes` and `synod_cached_events`, read when scraped. */
  watchCache(read: () => { readonly scopes: number; readonly events: number }): void;
  /** Prometheus text format 0.0.4. */
  text(): Promise<string>;
  readonly contentType: string;
  /** For the metrics of a service's own. */
  readonly registry: Registry;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120];
const ACTIVATION_SECONDS = [0.00001, 0.00005, 0.0001, 0.0005, 0.001, 0.005, 0.01, 0.1];

/** Counters and histograms of one process. Labels are bounded: handlers, codes and dependencies, never tenants or scopes. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name: `synod_${name}`, help, labelNames, registers });
  const histogram = <Label extends string>(
    name: string,
    help: string,
    labelNames: Label[],
    buckets: number[],
  ) => new Histogram({ name: `synod_${name}`, help, labelNames, buckets, registers });

  const turns = histogram("turn_seconds", "Turns by how they ended", ["handler", "end"], SECONDS);
  const commits = counter("commits_total", "Commits", ["handler"]);
  const events = counter("events_total", "Events appended", ["handler"]);
  const latency = histogram(
    "commit_latency_seconds",
    "From an event's commit to its handler's commit",
    ["handler"],
    SECONDS,
  );
  const conflicts = counter("conflicts_total", "Decisions made again because the head moved", ["handler"]);
  const failures = counter("failures_total", "Failures of the work itself", ["handler", "code"]);
  const deferrals = counter("deferred_total", "Turns put off because a dependency was away", [
    "handler",
    "code",
  ]);
  const deadLetters = counter("dead_letters_total", "Events given up", ["handler", "code"]);
  const thoughts = counter("thoughts_total", "Thoughts asked for, and found in the journal", [
    "handler",
    "how",
  ]);
  const activations = histogram(
    "activation_seconds",
    "Activation filters",
    ["handler", "active"],
    ACTIVATION_SECONDS,
  );
  const unpublished = counter(
    "hints_unpublished_total",
    "Hints the bus did not take; the sweep makes up for them",
    [],
  );
  const breakers = new Gauge({
    name: "synod_breaker_state",
    help: "0 closed, 1 half open, 2 open",
    labelNames: ["dependency"],
    registers,
  });
  gauge(registry, "process_resident_memory_bytes", "Resident memory", () => process.memoryUsage.rss());

  const meter: Meter = {
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
    unpublished: (hints) => unpublished.inc(hints),
  };

  return {
    meter,
    registry,
    breaker: (dependency, state) => breakers.set({ dependency }, BREAKER_STATES[state]),
    watchCache(read) {
      gauge(registry, "synod_cached_scopes", "Scopes folded in memory", () => read().scopes);
      gauge(registry, "synod_cached_events", "Events folded in memory", () => read().events);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

/** A number that is read when it is scraped. */
function gauge(registry: Registry, name: string, help: string, read: () => number): void {
  registry.registerMetric(
    new Gauge({
      name,
      help,
      registers: [],
      collect() {
        this.set(read());
      },
    }),
  );
}
