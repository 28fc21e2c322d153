import { backingServers } from "./backing.ts";
import { SERVER_KINDS, type ServerKind } from "./server.ts";

/**
 * For vitest's globalSetup: gets the servers and puts their addresses into the environment that the test
 * processes inherit. What cannot be had is named, with the reason, in SYNOD_TEST_BACKING_REASON, and its
 * tests report that they did not run. With SYNOD_TEST_REAL=0 nothing is started. Returns the teardown.
 */
export async function startBacking(want: readonly ServerKind[] = SERVER_KINDS): Promise<() => Promise<void>> {
  if (process.env["SYNOD_TEST_REAL"] === "0") {
    process.env["SYNOD_TEST_BACKING_REASON"] = "SYNOD_TEST_REAL=0";
    return () => Promise.resolve();
  }
  const backings = await backingServers(want);
  const reasons: string[] = [];
  for (const server of want) {
    const backing = backings[server];
    if (backing.kind === "ready") Object.assign(process.env, backing.env);
    else reasons.push(`${server}: ${backing.reason}`);
  }
  if (reasons.length > 0) {
    process.env["SYNOD_TEST_BACKING_REASON"] = reasons.join("; ");
    process.stderr.write(`Not every server could be started. ${reasons.join("; ")}\n`);
  }
  return async () => {
    const stopping = want.map(async (server) => {
      const backing = backings[server];
      if (backing.kind === "ready") await backing.stop();
    });
    await Promise.all(stopping);
  };
}
