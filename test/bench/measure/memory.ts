import { setTimeout } from "node:timers/promises";
import type { TenantId } from "@synod/core";
import { startDeployment, type Deployment, type ServiceProcess } from "@synod/testkit";
import { startServiceProcess } from "@synod/testkit/deployment/service-process";
import { bucketQuantile, bucketsOf } from "../quantile.ts";
import type { Row } from "../row.ts";
import { SERIES_SCOPE_COUNT, runSeries } from "./series.ts";

/** A process that has just started holds what it no longer needs: it is looked at after so long. */
const SETTLE_MS = 12_000;
const MB = 1024 * 1024;

/** Resident memory of each idle service process, and commit latencies as those processes count them. */
export async function measureServices(env: Readonly<Record<string, string>>): Promise<Row[]> {
  // The start before fills the compile cache, as the image has it filled.
  await (await startDeployment({ servers: env })).stop();
  const deployment = await startDeployment({ servers: env });
  try {
    await setTimeout(SETTLE_MS);
    const rows: Row[] = [];
    for (const service of deployment.services) {
      rows.push(memoryRow(service.name, await residentMb(service), 80));
    }
    return [...rows, ...(await latencies(deployment))];
  } finally {
    await deployment.stop();
  }
}

/** Resident memory of every service in one idle process. */
export async function measureOneProcess(env: Readonly<Record<string, string>>): Promise<Row[]> {
  const serve = { main: "packages/cli/src/main.ts", args: ["serve"] };
  const service = await startServiceProcess("ingest", { ...process.env, ...env }, serve);
  try {
    await setTimeout(SETTLE_MS);
    return [memoryRow("all services in one process", await residentMb(service), 150)];
  } finally {
    await service.stop();
  }
}

async function latencies(deployment: Deployment): Promise<Row[]> {
  await runSeries("separate" as TenantId, (tenant) => deployment.client(tenant));
  const texts = await Promise.all(
    deployment.services
      .filter(({ name }) => name === "executor" || name === "convergence-tracker")
      .map((service) => metricsOf(service)),
  );
  const buckets = bucketsOf(texts.join("\n"), "synod_commit_latency_seconds");
  const note = `${SERIES_SCOPE_COUNT} cases one after another; upper bound of the bucket; from before the first commit`;
  return [0.5, 0.99].map((q) => ({
    name: `commit to next commit, separate processes, p${q * 100}`,
    unit: "ms",
    goal: null,
    measured: bucketQuantile(buckets, q) * 1000,
    note,
  }));
}

function memoryRow(name: string, measured: number, goal: number): Row {
  return {
    name: `idle memory, ${name}`,
    unit: "MB",
    goal,
    measured,
    note: `RSS after ${SETTLE_MS / 1000} s`,
  };
}

async function residentMb(service: ServiceProcess): Promise<number> {
  const text = await metricsOf(service);
  const bytes = /^process_resident_memory_bytes (\d+)/m.exec(text)?.[1];
  return Number(bytes) / MB;
}

async function metricsOf({ url }: ServiceProcess): Promise<string> {
  return (await fetch(`${url}/metrics`)).text();
}
