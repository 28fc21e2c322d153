import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openEmbedded } from "@synod/sdk";
import { LIBRARY_BUS, madeState, temporary } from "./harness/case-folder.ts";
import { errorOf, run } from "./harness/report.ts";
import { startSynod, synod } from "./harness/run-synod.ts";

it("belongs to one process at a time, for every command", async () => {
  const state = await madeState();
  const host = await openEmbedded({ state });
  const commands = [["run", LIBRARY_BUS], ["log", "verify"], ["events"]];
  const refused = await Promise.all(
    commands.map((command) => synod([...command, "--state", state, "--json"])),
  );
  await host.close();
  for (const ended of refused) {
    expect(ended.code).toBe(1);
    expect(errorOf(ended).code).toBe("SYN_STATE_IN_USE");
  }
  expect((await synod(["log", "verify", "--state", state])).code).toBe(0);
});

it("an interrupted run says so, and goes on where it stopped", async () => {
  const state = ["--state", await madeState()];
  const first = startSynod(["run", LIBRARY_BUS, "--json", ...state]);
  // Its first line tells of the first of five rounds.
  first.child.stderr?.once("data", () => first.child.kill("SIGTERM"));
  const interrupted = await first.ended;
  expect(interrupted.code).toBe(1);
  expect(errorOf(interrupted).code).toBe("SYN_INTERRUPTED");
  const { report, stderr } = await run(LIBRARY_BUS, state);
  expect(report.verdict).toBe("RESOLVED");
  expect(report.rounds).toBe(5);
  expect(stderr).not.toContain("01-offer.md");
});

it("that cannot be one is refused with what to do", async () => {
  const file = join(await temporary(), "a-file");
  await writeFile(file, "");
  const ended = await synod(["run", LIBRARY_BUS, "--state", file, "--json"]);
  expect(ended.code).toBe(1);
  expect(errorOf(ended)).toMatchObject({ code: "SYN_STATE_UNWRITABLE" });
});

it("that was never one is not made by looking into it", async () => {
  const dir = join(await temporary(), "state");
  for (const command of [["events"], ["log", "verify"]]) {
    const ended = await synod([...command, "--state", dir, "--json"]);
    expect(ended.code).toBe(1);
    expect(errorOf(ended).code).toBe("SYN_STATE_MISSING");
  }
  await expect(rm(dir, { recursive: true })).rejects.toMatchObject({ code: "ENOENT" });
});

it("whose master key is gone is refused: what is sealed under it cannot be read", async () => {
  const state = await madeState();
  await rm(join(state, "keys", "master.key"));
  const ended = await synod(["run", LIBRARY_BUS, "--state", state, "--json"]);
  expect(ended.code).toBe(1);
  expect(errorOf(ended).code).toBe("SYN_KEY_MISSING");
});

it("a reader that goes early ends the listing quietly", async () => {
  const state = await madeState();
  await run(LIBRARY_BUS, ["--state", state]);
  const { child, ended } = startSynod(["events", "--state", state]);
  child.stdout?.destroy();
  const { code, stderr } = await ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});

it("a result that cannot be written is an error, not a success", async () => {
  const main = new URL("../../packages/cli/src/main.ts", import.meta.url).pathname;
  const script = `"${process.execPath}" "${main}" --help > /dev/full`;
  const child = spawn("sh", ["-c", script], { stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const [code]: unknown[] = await once(child, "close");
  expect(code).toBe(1);
  expect(stderr).toContain("SYN_DISK_FULL");
});
