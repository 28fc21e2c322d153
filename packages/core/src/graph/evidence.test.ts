import { expect, test } from "vitest";
import { evidenceStatuses } from "./evidence.ts";
import { apply, day, factsOf, graphOf } from "./graph.fixture.ts";

const graph = graphOf(
  { facts: factsOf("old.md", { kind: "offer", date: day("2025-01-01") }), statements: [] },
  { facts: factsOf("new.md", { kind: "offer", date: day("2025-03-01") }), statements: [] },
  { facts: factsOf("older.md", { kind: "offer", date: day("2024-03-01") }), statements: [] },
  { facts: factsOf("undated.md", { kind: "letter", date: null }), statements: [] },
);
const on = (when: string | null, kind: string, max_age_days: number | null) =>
  evidenceStatuses([{ kind, max_age_days }], graph, when === null ? null : day(when));

test("a kind is as old as its newest document, and fresh up to its limit", () => {
  const age = { kind: "offer", present: true, age_days: 31 };
  expect(on("2025-04-01", "offer", 31)).toEqual([{ ...age, fresh: true }]);
  expect(on("2025-04-01", "offer", 30)).toEqual([{ ...age, fresh: false }]);
});

test("what cannot be dated is fresh only where no age is asked", () => {
  const undated = { present: true, age_days: null };
  expect(on("2025-04-01", "letter", 30)).toEqual([{ kind: "letter", ...undated, fresh: false }]);
  expect(on("2025-04-01", "letter", null)).toEqual([{ kind: "letter", ...undated, fresh: true }]);
  expect(on(null, "offer", 30)).toEqual([{ kind: "offer", ...undated, fresh: false }]);
});

test("what is not there, or was replaced by another kind, is missing", () => {
  expect(on("2025-04-01", "report", null)).toEqual([
    { kind: "report", present: false, age_days: null, fresh: false },
  ]);
  const replaced = graphOf({ facts: factsOf("a.md", { kind: "offer" }), statements: [] });
  apply(replaced, {
    facts: factsOf("a.md, again", { kind: "note" }),
    statements: [],
    supersedes: factsOf("a.md").id,
  });
  expect(evidenceStatuses([{ kind: "offer", max_age_days: null }], replaced, null)[0]?.present).toBe(false);
});
