import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import {
  bringLate,
  caseFolder,
  hold,
  LIBRARY_BUS,
  libraryBus,
  madeState,
  writeScope,
} from "./harness/case-folder.ts";
import { run } from "./harness/report.ts";
import { synod } from "./harness/run-synod.ts";

it("appends no event for the same input, and gives the same answer", async () => {
  const state = ["--state", await madeState()];
  const first = await run(LIBRARY_BUS, state);
  const again = await run(LIBRARY_BUS, state);
  expect({ ...again.report, ms: 0 }).toEqual({ ...first.report, ms: 0 });
});

it("re-opens a certified case for a late document, and says why", async () => {
  const dir = await libraryBus();
  const state = ["--state", await madeState()];
  const first = await run(dir, state);
  expect(first.report.certificate).not.toBeNull();
  await bringLate(dir);
  const { report, stderr } = await run(dir, state);
  expect(report.verdict).not.toBe("RESOLVED");
  expect(report.certificate).toBeNull();
  expect(report.rounds).toBe(6);
  expect(report.contradictions.some(({ status }) => status === "open")).toBe(true);
  expect(stderr).toContain("06-supplier-notice.md");
  expect(report.next.length).toBeGreaterThan(0);
});

it("comes to the same digest for A, then A and B, as for A and B at once; to the same knowledge in any order", async () => {
  const dir = await libraryBus();
  const { report: atOnce } = await run(dir, ["--state", await madeState()]);
  const inOrder = ["--state", await madeState()];
  await hold(dir, ["04-price-letter.txt", "05-council-minutes.md"], () => run(dir, inOrder));
  const { report: inSteps } = await run(dir, inOrder);
  expect(inSteps.events).toBeGreaterThan(atOnce.events);
  expect(inSteps.digest).toBe(atOnce.digest);
  const shuffled = ["--state", await madeState()];
  await hold(dir, ["01-offer.md", "03-technical-check.md", "04-price-letter.txt"], () => run(dir, shuffled));
  await hold(dir, ["03-technical-check.md"], () => run(dir, shuffled));
  const { report: inAnyOrder } = await run(dir, shuffled);
  expect(inAnyOrder.knowledge_digest).toBe(atOnce.knowledge_digest);
});

it("takes new bytes under a known name as a new version, which supersedes the old", async () => {
  const dir = await caseFolder({
    docs: {
      "01-offer.md": "The total price of the bus is EUR 412,000.\n",
      "02-note.md": "The total price of the bus is EUR 428,000.\n",
    },
  });
  const state = ["--state", await madeState()];
  const before = await run(dir, state);
  expect(before.report.contradictions).toMatchObject([{ status: "open" }]);
  await writeFile(
    join(dir, "docs", "02-note.md"),
    "The total price of the bus is EUR 412,000. It includes tax.\n",
  );
  const { report } = await run(dir, state);
  expect(report.contradictions.filter(({ status }) => status === "open")).toEqual([]);
  const current = report.claims.filter(({ status }) => status === "current");
  expect(current.map(({ value }) => value)).toContain(412_000);
  expect(current.map(({ value }) => value)).not.toContain(428_000);
  // And back: what was said first is in dispute again.
  await writeFile(join(dir, "docs", "02-note.md"), "The total price of the bus is EUR 428,000.\n");
  const back = await run(dir, state);
  expect(back.report.contradictions.filter(({ status }) => status === "open")).toHaveLength(1);
  expect(back.report.rounds).toBe(4);
});

it("counts equal bytes under two names once, and says so", async () => {
  const offer = "The total price of the bus is EUR 412,000.\n";
  const once = await run(await caseFolder({ docs: { "01-offer.md": offer } }), [
    "--state",
    await madeState(),
  ]);
  const dir = await caseFolder({ docs: { "01-offer.md": offer, "02-copy.md": offer } });
  const { report, stderr } = await run(dir, ["--state", await madeState()]);
  expect(report.duplicates).toEqual([{ doc: "02-copy.md", of: "01-offer.md" }]);
  expect(report.rounds).toBe(1);
  expect(report.knowledge_digest).toBe(once.report.knowledge_digest);
  expect(stderr).toMatch(/02-copy\.md.*01-offer\.md/);
});

it("a file that gets the bytes of another withdraws what it said before, and counts as its copy", async () => {
  const offer = "The total price of the bus is EUR 412,000.\n";
  const dir = await caseFolder({
    docs: { "01-offer.md": offer, "02-note.md": "The total price of the bus is EUR 428,000.\n" },
  });
  const state = await madeState();
  const before = await run(dir, ["--state", state]);
  expect(before.report.contradictions).toMatchObject([{ status: "open" }]);
  await writeFile(join(dir, "docs", "02-note.md"), offer);
  const { report } = await run(dir, ["--state", state]);
  expect(report.contradictions).toMatchObject([{ status: "resolved" }]);
  expect(report.duplicates).toEqual([{ doc: "02-note.md", of: "01-offer.md" }]);
  const current = report.claims.filter(({ status }) => status === "current");
  expect(current.map(({ value }) => value)).toEqual([412_000]);
  const again = await run(dir, ["--state", state]);
  expect(again.report.events).toBe(report.events);
  expect((await synod(["log", "verify", "--state", state])).code).toBe(0);
});

it("records an edited scope.yaml as an event, once, and judges by it", async () => {
  const dir = await caseFolder({ docs: { "01-offer.md": "The total price of the bus is EUR 412,000.\n" } });
  const folder = await madeState();
  const state = ["--state", folder];
  const before = await run(dir, state);
  await writeScope(
    dir,
    `as_of: 2026-04-30
goals:
  - { id: price, text: Establish the price, about: [total price] }
  - { id: range, text: Establish the range, about: [range] }
evidence: { required: [{ kind: permit }] }
`,
  );
  const after = await run(dir, state);
  expect(after.report.goals.map(({ id, reached }) => [id, reached])).toEqual([
    ["price", true],
    ["range", false],
  ]);
  expect(after.report.evidence).toEqual([{ kind: "permit", present: false, age_days: null, fresh: false }]);
  expect(after.report.certificate).toBeNull();
  expect(after.report.next.join("\n")).toContain("permit");
  expect(await types(folder, "scope.configured")).toBe(2);
  const same = await run(dir, state);
  expect(same.report.events).toBe(after.report.events);
  expect(after.report.events).toBeGreaterThan(before.report.events);
});

it("gives unlisted documents the kind `document` and the date as_of, and keeps removed ones", async () => {
  const dir = await caseFolder({
    scope: `as_of: 2026-04-30
evidence: { required: [{ kind: document, max_age_days: 1 }] }
`,
    docs: {
      "01-offer.md": "The total price of the bus is EUR 412,000.\n",
      "02-note.md": "The range of the bus is 260 km.\n",
    },
  });
  const state = ["--state", await madeState()];
  const { report } = await run(dir, state);
  expect(report.evidence).toEqual([{ kind: "document", present: true, age_days: 0, fresh: true }]);
  // A log forgets nothing: a file that is taken away was still received.
  await rm(join(dir, "docs", "02-note.md"));
  const { report: without } = await run(dir, state);
  expect(without.events).toBe(report.events);
  expect(without.digest).toBe(report.digest);
});

async function types(state: string, type: string): Promise<number> {
  const { stdout } = await synod(["events", "--state", state]);
  return stdout.split("\n").filter((line) => line.includes(`"type":"${type}"`)).length;
}
