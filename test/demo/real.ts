import { rm } from "node:fs/promises";
import { renderRound, renderVerdict, type Io } from "@synod/cli";
import { SynodError, type CaseReport, type TenantId } from "@synod/core";
import { runReal } from "@synod/sdk";
import { startDeployment } from "@synod/testkit";
import { startAll } from "../../infra/native/all-servers.ts";
import { temporaryFolder } from "../../infra/native/unprivileged.ts";

/**
 * The same case on PostgreSQL, NATS JetStream, S3 and OpenFGA, every service in a process of its own: posted
 * over HTTP, followed to its verdict, compared with the embedded run. Leaves nothing running.
 */
export async function demoOnRealServers(folder: string, embedded: CaseReport, io: Io): Promise<void> {
  io.err(
    io.style.bold("\nNow on real servers. The first time they are fetched and built, which takes minutes.\n"),
  );
  const data = await temporaryFolder("synod-demo-servers-");
  const servers = await startAll(data);
  try {
    io.err("PostgreSQL, NATS JetStream, MinIO and OpenFGA answer");
    const deployment = await startDeployment({ servers: servers.env, onProgress: (line) => io.err(line) });
    try {
      const client = await deployment.client("local" as TenantId);
      const outcome = await runReal(folder, {
        client,
        signal: io.signal,
        onRound: (round) => io.err(renderRound(round, io.style)),
      });
      io.err(renderVerdict(outcome, io.style));
      compare(outcome.report, embedded, io);
    } finally {
      await deployment.stop();
    }
  } finally {
    await servers.stop();
    await rm(data, { recursive: true, force: true });
  }
}

function compare(real: CaseReport, embedded: CaseReport, io: Io): void {
  if (real.digest !== embedded.digest) {
    throw new SynodError("SYN_INTERNAL", `the digest is ${real.digest}, embedded it was ${embedded.digest}`);
  }
  io.err(io.style.good("The digest is that of the embedded run."));
}
