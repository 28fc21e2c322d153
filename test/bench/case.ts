import { rm } from "node:fs/promises";
import { startAll } from "../../infra/native/all-servers.ts";
import { temporaryFolder } from "../../infra/native/unprivileged.ts";
import { measureDemoCase } from "./measure/demo-case.ts";
import { measureLatency } from "./measure/latency.ts";
import { measureLauncher } from "./measure/launcher.ts";
import { measureOneProcess, measureServices } from "./measure/memory.ts";
import { environmentOf, startOneProcess } from "./measure/one-process.ts";
import { measureThroughput } from "./measure/throughput.ts";
import type { Row } from "./row.ts";

/** Everything that a case costs, from the launcher to the loop under load. Leaves nothing running. */
export async function benchCase(say: (line: string) => void): Promise<Row[]> {
  const rows: Row[] = [];
  const measure = async (what: string, work: () => Promise<Row[]>) => {
    say(what);
    rows.push(...(await work()));
  };
  await measure("the launcher", measureLauncher);
  await measure("the demo case, embedded", measureDemoCase);
  say("starting PostgreSQL, NATS, MinIO and OpenFGA");
  const data = await temporaryFolder("synod-bench-");
  const servers = await startAll(data);
  try {
    const env = environmentOf(servers.env);
    await measure("every service in a process of its own", () => measureServices(env));
    await measure("every service in one process", () => measureOneProcess(env));
    const host = await startOneProcess(env);
    try {
      await measure("commit to next commit", () => measureLatency(host));
      await measure("events through the whole loop", () => measureThroughput(host));
    } finally {
      await host.stop();
    }
  } finally {
    await servers.stop();
    await rm(data, { recursive: true, force: true });
  }
  return rows;
}
