import { expect, test } from "vitest";
import type { ClaimId, IsoDate } from "../ids.ts";
import { applyExtraction } from "./apply-extraction.ts";
import { CONTRADICTIONS_MAX, deriveGroup } from "./derive-group.ts";
import { emptyGraph } from "./empty.ts";
import { foldChange } from "./fold-change.ts";
import { apply, extractionOf, factsOf, statement, type Reading } from "./graph.fixture.ts";
import { claimsAfter } from "./group-claims.ts";
import { byCodeUnits } from "./keys.ts";
import type { Claim, Statement } from "./types.ts";

/** Claims that tell how often one of them was looked at. */
class CountedClaims extends Map<ClaimId, Claim> {
  looks = 0;

  override get(id: ClaimId): Claim | undefined {
    this.looks += 1;
    return super.get(id);
  }

  override values(): MapIterator<Claim> {
    this.looks += this.size;
    return super.values();
  }

  override [Symbol.iterator](): MapIterator<[ClaimId, Claim]> {
    this.looks += this.size;
    return super[Symbol.iterator]();
  }
}

const reading = (index: number): Reading => ({
  facts: factsOf(`${index}.md`),
  statements: [
    statement({ subject: `crane ${index}` }),
    statement({ subject: `crane ${index}`, unit: "kg" }),
  ],
});

/** Looks at claims that the next document costs, in a graph of so many documents. */
function costAfter(documents: number, next: Reading): number {
  const claims = new CountedClaims();
  const graph = { ...emptyGraph(), claims };
  for (let index = 0; index < documents; index += 1) apply(graph, reading(index));
  claims.looks = 0;
  apply(graph, next);
  return claims.looks;
}

test("the cost of a claim does not grow with the graph", () => {
  const few = costAfter(10, reading(-1));
  expect(few).toBeGreaterThan(0);
  expect(costAfter(1000, reading(-1))).toBe(few);
});

test("nor does that of a new version of a document, or of reading one anew", () => {
  const version = { ...reading(3), facts: factsOf("new.md"), supersedes: factsOf("3.md").id };
  expect(costAfter(1000, version)).toBe(costAfter(10, version));
  expect(costAfter(1000, reading(3))).toBe(costAfter(10, reading(3)));
});

test("a document costs what its statements cost, however many groups they are in", () => {
  let looks = 0;
  const counted = (index: number): Statement => {
    const { subject, ...rest } = statement({ subject: `crane ${index}` });
    return {
      ...rest,
      get subject() {
        looks += 1;
        return subject;
      },
    };
  };
  const looksFor = (count: number) => {
    looks = 0;
    const facts = factsOf("a.md");
    const extraction = extractionOf(
      facts.id,
      Array.from({ length: count }, (_, index) => counted(index)),
    );
    const graph = emptyGraph();
    foldChange(graph, applyExtraction(graph, facts, null, extraction), extraction);
    return looks;
  };
  expect(looksFor(200)).toBe(20 * looksFor(10));
});

const number = (value: number): Statement => statement({ value: { type: "number", number: value } });

const derived = (statements: readonly Statement[]) => {
  const { id, ...facts } = factsOf("a.md");
  const claims = statements.flatMap((said) => claimsAfter(emptyGraph(), "", id, [said]));
  const context = { documents: new Map([[id, { id, ...facts }]]), withdrawn: new Map() };
  const group = deriveGroup(claims, context);
  expect(deriveGroup(claims.toReversed(), context).contradictions.toSorted(byId)).toEqual(
    group.contradictions.toSorted(byId),
  );
  return group;
};
const byId = (a: { readonly id: string }, b: { readonly id: string }) => byCodeUnits(a.id, b.id);

test("of a long series, each value for a year of its own, none is overlooked", () => {
  const years = Array.from({ length: 3000 }, (_, index) => 3000 + index);
  const series = years.map((year) => ({
    ...number(year),
    valid_from: `${year}-01-01` as IsoDate,
    valid_to: `${year + 1}-01-01` as IsoDate,
  }));
  expect(derived(series).contradictions).toEqual([]);
  // Somebody who says another value for the last year is not overlooked.
  const other = { ...number(1), valid_from: "5999-03-01" as IsoDate, valid_to: "5999-04-01" as IsoDate };
  expect(derived([...series, other]).contradictions).toHaveLength(1);
});

test("more claims than ever were compared are compared, each with each", () => {
  const odd = Array.from({ length: 254 }, (_, index) => number(2 ** index));
  // 100 denials contradict nobody's number but their own.
  const denials = Array.from({ length: 100 }, (_, index) => ({ ...number(2 ** index), polarity: false }));
  const group = derived([...odd, ...denials]);
  expect(group.claims).toHaveLength(354);
  expect(group.contradictions).toHaveLength((254 * 253) / 2 + 100);
});

test("what contradicts more than an event can record is refused, not cut", () => {
  const facts = factsOf("a.md");
  const many = (subject: string, count: number) =>
    Array.from({ length: count }, (_, index) => ({ ...number(2 ** index), subject }));
  const change = (statements: readonly Statement[]) =>
    applyExtraction(emptyGraph(), facts, null, extractionOf(facts.id, statements));
  expect(change(many("crane", 256)).contradictions).toHaveLength(CONTRADICTIONS_MAX);
  expect(() => change(many("crane", 257))).toThrow("SYN_CONTRADICTIONS_LIMIT");
  expect(() => change([...many("crane", 200), ...many("quay", 200)])).toThrow("SYN_CONTRADICTIONS_LIMIT");
});
