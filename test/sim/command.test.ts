import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

const MAIN = new URL("../../packages/cli/src/main.ts", import.meta.url).pathname;

function sim(...flags: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, "sim", ...flags], {
    encoding: "utf8",
  });
  const last: unknown = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
  return { status, last, stderr };
}

it("prints what does not hold, what happened last, and how to see it again; and exits with 1", () => {
  const { status, last, stderr } = sim("--seed", "1", "--without", "no_fence", "--json");
  expect(status).toBe(1);
  expect(last).toMatchObject({ seed: 1, ok: false, lost: 0, violations: expect.any(Array) });
  expect(stderr).toMatch(/I3: \w+ committed with fence \d+, and another has \d+/);
  expect(stderr).toMatch(/\d+\.\d{3} s +[\w-]+ +store\.commit acme\/case .+: committed, head \d+/);
  expect(stderr).toContain("again: synod sim --seed 1 --without no_fence");
});

it("sums up several seeds", () => {
  const { status, last } = sim("--seeds", "2", "--from", "33", "--json");
  expect(status).toBe(0);
  expect(last).toMatchObject({ seeds: 2, ok: true, failed: [], lost: 0, doubled: 0 });
});
