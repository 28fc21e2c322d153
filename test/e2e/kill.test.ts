import { expect, it } from "vitest";
import { LIBRARY_BUS, madeState } from "./harness/case-folder.ts";
import { runKilled } from "./harness/kill.ts";
import { run } from "./harness/report.ts";
import { lastLine, synod } from "./harness/run-synod.ts";

it("killed at any moment, it goes on to the same digest, and its log verifies", async () => {
  const untouched = await run(LIBRARY_BUS, ["--state", await madeState()]);
  const state = await madeState();
  // From the opening of the database to somewhere in the rounds; on a slow machine all of it is opening.
  const delay = (kill: number) => untouched.report.ms * (0.35 + 0.1 * kill) + Math.random() * 200;
  const { report, kills } = await runKilled(LIBRARY_BUS, ["--state", state], 6, delay);
  expect(kills).toBeGreaterThanOrEqual(1);
  expect(report.digest).toBe(untouched.report.digest);
  const verified = await synod(["log", "verify", "--state", state, "--json"]);
  expect(lastLine(verified)).toMatchObject({ ok: true, events: report.events });
}, 600_000);
