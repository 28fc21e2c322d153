import { readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { caseFolder, LIBRARY_BUS, madeState, temporary } from "./harness/case-folder.ts";
import { errorOf, run } from "./harness/report.ts";
import { lastLine, startSynod, synod, type Ended } from "./harness/run-synod.ts";
import { readOnlyViewOf, smallDisk, whyNoDisk } from "./harness/small-disk.ts";

/** Starts a run of the demo's case and does something to it once its first round is told of. */
async function disturbed(state: string, disturb: () => Promise<void>): Promise<Ended> {
  const { child, ended } = startSynod(["run", LIBRARY_BUS, "--json", "--state", state]);
  const first = new Promise<void>((resolve) => child.stderr?.once("data", () => resolve()));
  await Promise.race([first, ended]);
  await disturb();
  return ended;
}

const whyNot = await whyNoDisk();

if (whyNot === null) {
  describe("a full disk", () => {
    it("that is full before it begins is refused with what to do, and nothing is left half made", async () => {
      const disk = await smallDisk(160);
      await disk.fill(20 * 1024 * 1024);
      const state = join(disk.dir, "state");
      const refused = await synod(["run", LIBRARY_BUS, "--json", "--state", state]);
      expect(refused.code).toBe(1);
      expect(errorOf(refused)).toMatchObject({ code: "SYN_DISK_FULL" });
      expect(refused.stderr).toContain("Make space and run the same command again");
      await disk.makeSpace();
      const { report } = await run(LIBRARY_BUS, ["--state", state]);
      expect(report.verdict).toBe("RESOLVED");
    });

    it("in mid-case ends the run at once; with space again it goes on, and nothing acknowledged is lost", async () => {
      const undisturbed = await run(LIBRARY_BUS, ["--state", await madeState()]);
      const disk = await smallDisk(200);
      const state = join(disk.dir, "state");
      const full = await disturbed(state, () => disk.fill(0));
      expect(full.code).toBe(1);
      expect(errorOf(full)).toMatchObject({ code: "SYN_DISK_FULL" });
      await disk.makeSpace();
      const kept = lastLine(await synod(["log", "verify", "--json", "--state", state]));
      expect(kept).toMatchObject({ ok: true, scopes: 1 });
      const { report, stderr } = await run(LIBRARY_BUS, ["--state", state]);
      expect(report.digest).toBe(undisturbed.report.digest);
      // What was told of is not done again.
      expect(stderr).not.toContain("01-offer.md  ");
      const verified = lastLine(await synod(["log", "verify", "--json", "--state", state]));
      expect(verified).toMatchObject({ ok: true, events: report.events });
    });
  });

  it("a state folder that is for reading alone is refused, to run and to look", async () => {
    const state = await madeState();
    const view = await readOnlyViewOf(join(state, ".."));
    const commands = [
      ["run", LIBRARY_BUS, "--state", join(view, "state")],
      ["run", LIBRARY_BUS, "--state", join(view, "yet", "to", "be", "made")],
      ["log", "verify", "--state", join(view, "state")],
    ];
    for (const command of commands) {
      const ended = await synod([...command, "--json"]);
      expect(ended.code).toBe(1);
      expect(errorOf(ended)).toMatchObject({ code: "SYN_STATE_UNWRITABLE" });
    }
  });
} else {
  it.skip(`a full disk, a disk for reading alone: not run, nothing can be mounted here: ${whyNot}`);
}

describe("a state folder that goes while a run uses it", () => {
  it("deleted: the run ends with an error, and does not wait for it", async () => {
    const state = await madeState();
    const ended = await disturbed(state, () => rm(state, { recursive: true, maxRetries: 5 }));
    expect(ended.code).toBe(1);
    expect(errorOf(ended)).toMatchObject({ code: "SYN_STATE_LOST" });
  });

  it("moved away: the same, and put back it goes on", async () => {
    const state = await madeState();
    const ended = await disturbed(state, () => rename(state, `${state}-away`));
    expect(errorOf(ended).code).toBe("SYN_STATE_LOST");
    await rename(`${state}-away`, state);
    const { report } = await run(LIBRARY_BUS, ["--state", state]);
    expect(report.verdict).toBe("RESOLVED");
  });
});

it("a temporary folder that cannot be made is named", async () => {
  const ended = await synod(["run", LIBRARY_BUS, "--json"], {
    env: { TMPDIR: join(await temporary(), "no") },
  });
  expect(ended.code).toBe(1);
  expect(errorOf(ended)).toMatchObject({ code: "SYN_STATE_UNWRITABLE" });
});

it("a folder of somebody else's files is not touched", async () => {
  const theirs = await caseFolder({ docs: { "a.md": "The price is EUR 5.\n" } });
  const ended = await synod(["run", theirs, "--json", "--state", theirs]);
  expect(ended.code).toBe(1);
  expect(errorOf(ended)).toMatchObject({ code: "SYN_STATE_FOREIGN" });
  expect((await readdir(theirs)).toSorted()).toEqual(["docs", "scope.yaml"]);
});

it("a folder in a place where nothing can be made ends with an error, too", async () => {
  const ended = await synod(["run", LIBRARY_BUS, "--json", "--state", "/proc/synod/state"]);
  expect(ended.code).toBe(1);
  expect(errorOf(ended)).toMatchObject({ code: "SYN_STATE_UNWRITABLE" });
});
