import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { runSeed } from "@synod/testkit";

const MAIN = new URL("../../packages/cli/src/main.ts", import.meta.url).pathname;

it("does the same, event for event, for the same seed: here and in another process with another time zone", async () => {
  const here = await runSeed({ seed: 7 });
  const env = { ...process.env, TZ: "Pacific/Auckland", LANG: "tr_TR.UTF-8" };
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, "sim", "--seed", "7", "--json"], {
    env,
  });
  const there: unknown = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
  const { seed, ok, steps, faults, lost, doubled, digest, trace_digest } = here;
  expect(there).toMatchObject({ seed, ok, steps, faults, lost, doubled, digest, trace_digest });
});

it("does something else for another seed", async () => {
  const [one, other] = [await runSeed({ seed: 7 }), await runSeed({ seed: 8 })];
  expect(other.trace_digest).not.toBe(one.trace_digest);
});

it("meets faults of every kind", async () => {
  const met = new Set<string>();
  for (let seed = 1; seed <= 12; seed += 1) {
    for (const fault of Object.keys((await runSeed({ seed })).faults)) met.add(fault);
  }
  expect([...met].sort()).toEqual([
    "ack_lost",
    "answer_lost",
    "bus_lost",
    "commit_done",
    "commit_late",
    "commit_undone",
    "crash_after",
    "crash_before",
    "hint_doubled",
    "hint_late",
    "hint_lost",
    "pause",
    "unavailable",
  ]);
});
