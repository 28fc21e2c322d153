import { expect, test } from "vitest";
import { Registry } from "./registry.ts";

test("a scrape shows counters, gauges and cumulative buckets as Prometheus reads them", () => {
  const registry = new Registry();
  const turns = registry.counter<"handler">("turns_total", "Turns");
  turns.inc({ handler: "facts" });
  turns.inc({ handler: "facts" }, 2);
  registry.gauge<"dependency">("breaker", "State").set({ dependency: 'a"b\\c\n' }, 2);
  registry.reading("memory", "Bytes", () => 7);
  const seconds = registry.histogram<never>("turn_seconds", "Length", [0.1, 1]);
  for (const value of [0.05, 0.1, 0.5, 3]) seconds.observe({}, value);
  expect(registry.text()).toBe(`# HELP turns_total Turns
# TYPE turns_total counter
turns_total{handler="facts"} 3
# HELP breaker State
# TYPE breaker gauge
breaker{dependency="a\\"b\\\\c\\n"} 2
# HELP memory Bytes
# TYPE memory gauge
memory 7
# HELP turn_seconds Length
# TYPE turn_seconds histogram
turn_seconds_bucket{le="0.1"} 2
turn_seconds_bucket{le="1"} 3
turn_seconds_bucket{le="+Inf"} 4
turn_seconds_sum 3.65
turn_seconds_count 4
`);
});

test("a name is taken once, and a counter does not shrink", () => {
  const registry = new Registry();
  const counter = registry.counter<never>("a_total", "A");
  expect(() => registry.gauge("a_total", "B")).toThrow("a_total");
  expect(() => counter.inc({}, -1)).toThrow("shrink");
});
