import type { TenantId } from "@synod/core";
import { bucketQuantile, bucketsOf, quantile } from "../quantile.ts";
import type { Row } from "../row.ts";
import type { OneProcess } from "./one-process.ts";
import { runSeries, SERIES_SCOPE_COUNT } from "./series.ts";

/** How soon a handler has dealt with an event, where nothing else happens; and what activation costs. */
export async function measureLatency(host: OneProcess): Promise<Row[]> {
  await runSeries("one-process" as TenantId, (tenant) => host.client(tenant));
  const samples = host.observed.latencies;
  const note = `${samples.length} samples of ${SERIES_SCOPE_COUNT} cases one after another`;
  const row = (name: string, q: number, goal: number): Row => ({
    name: `commit to next commit, ${name}`,
    unit: "ms",
    goal,
    measured: quantile(samples, q),
    note,
  });
  const activation = bucketsOf(await host.metrics(), "synod_activation_seconds");
  return [
    row("p50", 0.5, 3),
    row("p99", 0.99, 10),
    {
      name: "activation p99",
      unit: "ms",
      goal: 1,
      measured: bucketQuantile(activation, 0.99) * 1000,
      note: `${activation.get(Number.POSITIVE_INFINITY) ?? 0} samples; upper bound of the bucket`,
    },
  ];
}
