import { expect, test } from "vitest";
import type { ClaimId } from "../ids.ts";
import { applyExtraction } from "./apply-extraction.ts";
import { deriveGroup } from "./derive-group.ts";
import { emptyGraph } from "./empty.ts";
import { foldChange } from "./fold-change.ts";
import { apply, extractionOf, factsOf, statement, type Reading } from "./graph.fixture.ts";
import { claimsAfter } from "./group-claims.ts";
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

test("of a group with more claims than are compared, the same ones are, whatever came first", () => {
  const { id, ...facts } = factsOf("a.md");
  const claims = Array.from({ length: 300 }, (_, index) =>
    claimsAfter(emptyGraph(), "", id, [statement({ value: { type: "number", number: 2 ** index } })]),
  ).flat();
  const context = { documents: new Map([[id, { id, ...facts }]]), withdrawn: new Map() };
  const derived = deriveGroup(claims, context);
  expect(derived.claims).toHaveLength(300);
  expect(derived.claims.every(({ confidence }) => confidence === 0.9)).toBe(true);
  // 256 of 300 are compared, each with each.
  expect(derived.contradictions).toHaveLength((256 * 255) / 2);
  expect(deriveGroup(claims.toReversed(), context)).toEqual(derived);
});
