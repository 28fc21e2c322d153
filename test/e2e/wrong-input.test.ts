import { execFile } from "node:child_process";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { caseFolder, temporary } from "./harness/case-folder.ts";
import { errorOf } from "./harness/report.ts";
import { synod } from "./harness/run-synod.ts";

const DOCS = { "a.md": "The total price of the bus is EUR 5.\n" };

describe("wrong flags", () => {
  it.each([
    { args: ["rnu"], says: "Did you mean run?" },
    { args: ["run"], says: "missing required argument" },
    { args: ["run", "x", "--stat", "y"], says: "Did you mean --state?" },
    { args: ["run", "x", "y"], says: "too many arguments" },
    { args: ["run", "x", "--tenant", "A B"], says: "--tenant A B" },
    { args: ["run", "x", "--profile", "cloud"], says: "embedded or real" },
    { args: ["run", "x", "--state", ""], says: "names no folder" },
    { args: ["log", "verify"], says: "--state" },
    { args: ["sim", "--seed", "two"], says: "two" },
  ])("$args: exit code 2, and what was meant", async ({ args, says }) => {
    const ended = await synod([...args, "--json"]);
    expect(ended.code).toBe(2);
    expect(errorOf(ended)).toMatchObject({ code: "SYN_USAGE" });
    expect(errorOf(ended).cause).toContain(says);
    expect(ended.stderr).toContain(says);
    expect(ended.stderr).not.toMatch(/\n\s+at /);
  });

  it("every command explains itself with an example", async () => {
    const commands = [
      [],
      ["run"],
      ["events"],
      ["log"],
      ["log", "verify"],
      ["convergence", "analyze"],
      ["sim"],
      ["key", "create"],
      ["migrate"],
      ["bus", "rebuild"],
      ["config"],
    ];
    const said = await Promise.all(commands.map((command) => synod([...command, "--help"])));
    for (const { code, stdout } of said) {
      expect(code).toBe(0);
      expect(stdout).toContain("Usage: synod");
      expect(stdout).toMatch(/\nExamples?:\n {2}.*synod /);
    }
  });

  it("without a command the help is on stderr, and nothing was done", async () => {
    for (const args of [[], ["log"]]) {
      const { code, stdout, stderr } = await synod(args);
      expect(code).toBe(2);
      expect(stdout).toBe("");
      expect(stderr).toContain("Usage: synod");
    }
  });
});

describe("a folder that is no case", () => {
  it.each([
    { name: "nowhere", make: () => Promise.resolve("/nowhere/at/all") },
    { name: "empty", make: temporary },
    {
      name: "without documents",
      make: () => caseFolder({ docs: {} }),
    },
    {
      name: "a file",
      make: async () => join(await caseFolder({ docs: DOCS }), "scope.yaml"),
    },
    {
      name: "whose scope.yaml is a folder",
      make: async () => {
        const dir = await caseFolder({ docs: DOCS });
        await rm(join(dir, "scope.yaml"));
        await mkdir(join(dir, "scope.yaml"));
        return dir;
      },
    },
    {
      name: "whose scope.yaml is a pipe, which nobody fills",
      make: async () => {
        const dir = await caseFolder({ docs: DOCS });
        await rm(join(dir, "scope.yaml"));
        await promisify(execFile)("mkfifo", [join(dir, "scope.yaml")]);
        return dir;
      },
    },
    {
      name: "whose scope.yaml leads to a device without an end",
      make: async () => {
        const dir = await caseFolder({ docs: DOCS });
        await rm(join(dir, "scope.yaml"));
        await symlink("/dev/zero", join(dir, "scope.yaml"));
        return dir;
      },
    },
  ])("$name: exit code 2 at once", async ({ make }) => {
    const ended = await synod(["run", await make(), "--json"]);
    expect(ended.code).toBe(2);
    expect(errorOf(ended).code).toBe("SYN_CASE_NOT_FOUND");
  });

  it("lists a document that is not there", async () => {
    const dir = await caseFolder({ scope: "documents:\n  - { file: missing.md }\n", docs: DOCS });
    const ended = await synod(["run", dir, "--json"]);
    expect(ended.code).toBe(2);
    expect(errorOf(ended)).toMatchObject({ code: "SYN_SCOPE_MISSING_DOCUMENT" });
    expect(errorOf(ended).cause).toContain("missing.md");
  });
});

describe("a wrong scope.yaml", () => {
  const levels = ["a: &a [x,x,x,x,x,x,x,x,x]"];
  for (const [from, to] of ["ab", "bc", "cd", "de", "ef", "fg"].map((pair) => [pair[0], pair[1]]))
    levels.push(`${to}: &${to} [*${from},*${from},*${from},*${from},*${from},*${from},*${from},*${from}]`);

  it.each<{ name: string; text: string | Uint8Array; says: string }>([
    { name: "of 10 MB", text: `title: x\n${"# padding\n".repeat(1_050_000)}`, says: "at most" },
    { name: "that unfolds into gigabytes", text: `title: x\n${levels.join("\n")}\n`, says: "line 8" },
    {
      name: "with a key nobody knows",
      text: "title: x\ngoal: []\n",
      says: 'line 2: goal: Unrecognized key: "goal"',
    },
    {
      name: "with a key too few",
      text: "title: x\ngoals:\n  - { id: a, text: b }\n",
      says: "line 3: goals.0.about: is missing",
    },
    { name: "with a day that is none", text: "title: x\nas_of: 2026-13-40\n", says: "line 2: as_of" },
    { name: "with a key twice", text: "title: x\nscope: a\ntitle: y\n", says: "line 3" },
    { name: "that is no YAML", text: "title: [x\n", says: "line" },
    { name: "of two documents", text: "title: x\n---\ntitle: y\n", says: "line 2: a second document" },
    { name: "that is empty", text: "", says: "line 1" },
    { name: "that is nested without end", text: `title: ${"[".repeat(20_000)}`, says: "line 1" },
    { name: "that is not UTF-8", text: Buffer.from("title: x\nscope: \xff\n", "latin1"), says: "line 2" },
  ])("$name: exit code 2 and the line", async ({ text, says }) => {
    const dir = await caseFolder({ docs: DOCS });
    await writeFile(join(dir, "scope.yaml"), text);
    const ended = await synod(["run", dir, "--json"]);
    expect(ended.code).toBe(2);
    expect(errorOf(ended).code).toBe("SYN_SCOPE_INVALID");
    expect(errorOf(ended).cause).toContain(says);
  });
});

describe("convergence analyze", () => {
  const SNAPSHOT = {
    mean_confidence: 0.5,
    unresolved_mass: 1,
    total_mass: 2,
    goal_completion: 0.5,
    risk_score: 0.1,
  };

  it("reads standard input and prints every number in full", async () => {
    const stdin = JSON.stringify({ snapshots: [SNAPSHOT, { ...SNAPSHOT, goal_completion: 1 }] });
    const ended = await synod(["convergence", "analyze", "-", "--json"], { stdin });
    expect(ended.code).toBe(0);
    const analysis = analysisSchema.parse(JSON.parse(ended.stdout));
    expect(analysis.points).toHaveLength(2);
    expect(analysis.points[1]?.v).toBeLessThan(analysis.points[0]?.v ?? 0);
  });

  it.each([
    { name: "no JSON", stdin: "{" },
    { name: "a number that is none", stdin: '{"snapshots":[{"mean_confidence":NaN}]}' },
    { name: "missing keys", stdin: '{"snapshots":[{"mean_confidence":1}]}' },
    { name: "numbers out of range", stdin: JSON.stringify({ snapshots: [{ ...SNAPSHOT, risk_score: 2 }] }) },
    { name: "more than all", stdin: JSON.stringify({ snapshots: [{ ...SNAPSHOT, unresolved_mass: 3 }] }) },
    { name: "nothing", stdin: "" },
  ])("$name: exit code 2", async ({ stdin }) => {
    const ended = await synod(["convergence", "analyze", "-", "--json"], { stdin });
    expect(ended.code).toBe(2);
    expect(errorOf(ended).code).toBe("SYN_SNAPSHOTS_INVALID");
  });
});

/** The keys that programs rely on. */
const analysisSchema = z.object({
  points: z.array(z.object({ score: z.number(), v: z.number() })),
  rate: z.number().nullable(),
  eta_rounds: z.number().nullable(),
  monotonic: z.boolean(),
  plateau_rounds: z.int(),
  plateau: z.boolean(),
  oscillating: z.boolean(),
  quality: z.number().nullable(),
  lag1: z.number().nullable(),
  bottleneck: z.string().nullable(),
});
