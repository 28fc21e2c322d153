import { expect, test } from "vitest";
import { TestLog } from "../case/log.fixture.ts";
import { admit, approve, configured, extract, PROVISIONED } from "../case/round.fixture.ts";
import { sha256Hex } from "../crypto/digest.ts";
import type { ClaimId } from "../ids.ts";
import type { OpenedEvent } from "../log/event.ts";
import { day, instead, priced } from "./graph.fixture.ts";
import { claimIdOf } from "./keys.ts";
import { projectionOf } from "./projection.ts";
import { EMPTY_PROJECTION } from "./rows.ts";

const last = (log: TestLog): OpenedEvent => {
  const event = log.opened.at(-1);
  if (event === undefined) throw new Error("the log has events");
  return event;
};

function disputed(): TestLog {
  const log = new TestLog();
  log.append(configured(), PROVISIONED);
  extract(log, admit(log, "1.md", { date: day("2026-01-01") }), [
    priced(100, { valid_from: day("2026-01-01") }),
  ]);
  extract(
    log,
    admit(log, "2.md", { date: day("2026-02-01") }),
    [priced(120)],
    [{ start: 3, end: 9, severity: "high", sentence: "It may fail." }],
  );
  return log;
}

test("only knowledge has rows", () => {
  const log = new TestLog();
  expect(projectionOf(log.append(PROVISIONED))).toBe(EMPTY_PROJECTION);
});

test("an extraction gives a node for each claim and risk, and an edge for each contradiction", () => {
  const log = disputed();
  const { nodes, edges } = projectionOf(last(log));
  const seq = log.records.length;
  const claim = claimIdOf(priced(120));
  expect(nodes.map(({ node, kind, row }) => [node, kind, row])).toEqual([
    [claim, "claim", `${claim}@${seq}`],
    [expect.stringMatching(/^r-[0-9a-f]{16}-0$/), "risk", expect.stringMatching(/-0@/)],
  ]);
  expect(JSON.parse(nodes[0]?.attributes ?? "")).toMatchObject({
    subject: "harbour crane",
    value: { type: "number", number: 120 },
    status: "current",
    confidence: 0.9,
  });
  expect(edges).toMatchObject([{ kind: "contradicts", seq }]);
  expect(JSON.parse(edges[0]?.attributes ?? "")).toMatchObject({ status: "open", severity: "high" });
});

test("valid time, recorded time and the document are columns", () => {
  const log = new TestLog();
  const document = admit(log, "1.md");
  extract(log, document, [priced(100, { valid_from: day("2026-01-01"), valid_to: day("2026-07-01") })]);
  expect(projectionOf(last(log)).nodes).toMatchObject([
    { validFrom: "2026-01-01", validTo: "2026-07-01", recordedAt: log.now, document },
  ]);
});

test("what a correction settles is a resolving edge, and the claim that fell a row without words", () => {
  const log = disputed();
  const before = log.opened.at(-1);
  const document = admit(log, "3.md", { date: day("2026-03-01") });
  extract(log, document, [priced(120, instead(100))]);
  const { nodes, edges } = projectionOf(last(log));
  expect(edges.map(({ kind }) => kind)).toEqual(["contradicts", "resolves"]);
  expect(edges[1]).toMatchObject({ from: document, to: edges[0]?.edge });
  const fallen = nodes.find(({ node }) => node === claimIdOf(priced(100, { valid_from: day("2026-01-01") })));
  expect(fallen).toMatchObject({ document: null, validFrom: null });
  expect(JSON.parse(fallen?.attributes ?? "")).toEqual({ status: "superseded", confidence: 0.9 });
  expect(before).not.toBe(last(log));
});

test("of an erased document the rows hold what was derived, and no word", () => {
  const event = { ...last(disputed()), content: null, erased: true } as OpenedEvent;
  const { nodes, edges } = projectionOf(event);
  expect(nodes.map(({ kind, attributes }) => [kind, Object.keys(JSON.parse(attributes) as object)])).toEqual([
    ["claim", ["confidence", "status"]],
  ]);
  expect(edges).toHaveLength(1);
});

test("an assessment gives its goals, and an edge from the claim that answers each", () => {
  const log = new TestLog();
  const claim = "c-1" as ClaimId;
  const assessment = {
    digest: sha256Hex("goals"),
    goals: [
      { id: "price", reached: true, claim },
      { id: "weight", reached: false, claim: null },
    ],
  };
  const proposal = approve(log, { kind: "assess", assessment });
  log.append({ type: "knowledge.changed", data: { kind: "assessment", proposal, assessment } });
  const { nodes, edges } = projectionOf(last(log));
  expect(nodes.map(({ node }) => node)).toEqual(["assessment", "g-price", "g-weight"]);
  expect(edges).toMatchObject([{ edge: "s-price", kind: "supports", from: claim, to: "g-price" }]);
});
