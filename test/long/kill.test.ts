import { join } from "node:path";
import { expect, it } from "vitest";
import { LIBRARY_BUS, madeState, temporary } from "../e2e/harness/case-folder.ts";
import { runKilled } from "../e2e/harness/kill.ts";
import { run } from "../e2e/harness/report.ts";
import { lastLine, synod } from "../e2e/harness/run-synod.ts";

const KILLS = 50;

it(`${KILLS} kills at random moments, each continued: ${KILLS} equal digests`, async () => {
  const untouched = await run(LIBRARY_BUS, ["--state", await madeState()]);
  const digests: string[] = [];
  let total = 0;
  while (total < KILLS) {
    // Some begin with a database yet to be made, so that this is killed too.
    const fresh = digests.length % 3 === 0;
    const state = fresh ? join(await temporary(), "state") : await madeState();
    const delay = () => Math.random() * untouched.report.ms;
    const { report, kills } = await runKilled(LIBRARY_BUS, ["--state", state], 5, delay);
    const verified = lastLine(await synod(["log", "verify", "--state", state, "--json"]));
    expect(verified).toMatchObject({ ok: true, events: report.events });
    digests.push(report.digest);
    total += kills;
  }
  expect(new Set(digests)).toEqual(new Set([untouched.report.digest]));
});
