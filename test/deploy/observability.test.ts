import { createMetrics } from "@synod/runtime/service";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { composeFile, textOf } from "./compose-file.ts";

const DASHBOARD = "infra/observability/grafana/dashboards/synod.json";

const dashboardSchema = z.object({
  panels: z.array(
    z.object({
      id: z.number(),
      title: z.string(),
      datasource: z.object({ uid: z.string() }),
      targets: z.array(z.object({ expr: z.string() })),
    }),
  ),
});

const alertsSchema = z.object({
  groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string(), expr: z.string() })) })),
});

const prometheusSchema = z.object({
  scrape_configs: z.array(
    z.object({
      job_name: z.string(),
      dns_sd_configs: z.array(z.object({ names: z.array(z.string()), port: z.number() })).optional(),
      static_configs: z.array(z.object({ targets: z.array(z.string()) })).optional(),
    }),
  ),
});

/** Every series that a service has, by the names that its /metrics gives. */
function seriesNames(): Set<string> {
  const { registry, watchCache } = createMetrics();
  watchCache(() => ({ scopes: 0, events: 0 }));
  const types = [...registry.text().matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  return new Set(
    types.flatMap(([, name = "", type]) =>
      type === "histogram" ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  );
}

function namesIn(expression: string): string[] {
  return expression.match(/\b(synod|process)_[a-z_]+/g) ?? [];
}

test("the dashboard shows what the services tell, all of it", () => {
  const { panels } = dashboardSchema.parse(JSON.parse(textOf(DASHBOARD)));
  const known = seriesNames();
  const shown = panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => namesIn(expr)));
  expect(shown.length).toBeGreaterThan(10);
  for (const name of shown) expect(known, name).toContain(name);
  const families = [...known].filter((name) => !/_(bucket|sum|count)$/.test(name));
  for (const name of families) if (name !== "synod_commits_total") expect(shown, name).toContain(name);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const sources = textOf("infra/observability/grafana/provisioning/datasources/synod.yaml");
  for (const { datasource } of panels) expect(sources).toContain(`uid: ${datasource.uid}`);
});

test("alerts are about series that there are", () => {
  const { groups } = alertsSchema.parse(parse(textOf("infra/observability/alerts.yml")));
  const rules = groups.flatMap(({ rules }) => rules);
  expect(rules.length).toBeGreaterThan(3);
  const known = seriesNames();
  for (const { expr } of rules) for (const name of namesIn(expr)) expect(known, name).toContain(name);
});

test("Prometheus asks every service, at the port where it listens", () => {
  const { scrape_configs: jobs } = prometheusSchema.parse(
    parse(textOf("infra/observability/prometheus.yml")),
  );
  const { services } = composeFile();
  const asked = jobs.flatMap(({ dns_sd_configs: found = [] }) => found);
  const own = Object.entries(services).filter(
    ([, { build, restart }]) => build !== undefined && restart !== "no",
  );
  expect(asked.flatMap(({ names }) => names).sort()).toEqual(own.map(([name]) => name).sort());
  for (const { port } of asked)
    for (const [, { environment }] of own) expect(Number(environment["SYNOD_PORT"])).toBe(port);
  const fixed = jobs.flatMap(({ static_configs: configs = [] }) => configs.flatMap(({ targets }) => targets));
  for (const target of fixed) expect(services).toHaveProperty(target.split(":")[0] ?? "");
});
