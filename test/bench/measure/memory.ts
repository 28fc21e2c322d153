import { readFile } from "node:fs/promises";
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
      rows.push(memoryRow(service.name, await residentMb(service), 80, await ownNote(service)));
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
    const measured = await residentMb(service);
    return [memoryRow("all services in one process", measured, 150, await ownNote(service))];
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

function memoryRow(name: string, measured: number, goal: number, note: string): Row {
  return {
    name: `idle memory, ${name}`,
    unit: "MB",
    goal,
    measured,
    note: `RSS after ${SETTLE_MS / 1000} s${note}`,
  };
}

/** What of it is the process's own: the rest is Node's binary, which all Node processes of a machine share. */
async function ownNote({ pid }: ServiceProcess): Promise<string> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const own = /^RssAnon:\s+(\d+) kB/m.exec(status)?.[1];
  return own === undefined ? "" : `, ${Math.round(Number(own) / 1024)} MB of it its own`;
}

async function residentMb(service: ServiceProcess): Promise<number> {
  const text = await metricsOf(service);
  const bytes = /^process_resident_memory_bytes (\d+)/m.exec(text)?.[1];
  return Number(bytes) / MB;
}

async function metricsOf({ url }: ServiceProcess): Promise<string> {
  return (await fetch(`${url}/metrics`)).text();
}
