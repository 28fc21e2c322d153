import { expect, test } from "vitest";
import { TestLog, received, later } from "../case/log.fixture.ts";
import { configured, PROVISIONED, wholeRound } from "../case/round.fixture.ts";
import { sha256Hex } from "../crypto/digest.ts";
import { priced } from "../graph/graph.fixture.ts";
import { ALWAYS, isActivated, type Activation } from "./activation.ts";

const log = new TestLog();
log.append(configured(), PROVISIONED, received("a.md"), received("b.md"), {
  type: "timer.fired",
  data: { handler: "tracker", key: "idle", due: later(0) },
});
const now = (activation: Activation) => isActivated(activation, { state: log.state, events: log.opened });

test("sequence_delta: enough new events of a type", () => {
  const received = (count: number): Activation => ({
    kind: "sequence_delta",
    type: "document.received",
    count,
  });
  expect(now(received(2))).toBe(true);
  expect(now(received(3))).toBe(false);
});

test("hash_delta: the input is another than the last acted on", () => {
  const input = sha256Hex("input");
  const last = (digest: typeof input | null): Activation => ({
    kind: "hash_delta",
    input: () => input,
    last: () => digest,
  });
  expect(now(last(null))).toBe(true);
  expect(now(last(sha256Hex("other")))).toBe(true);
  expect(now(last(input))).toBe(false);
});

test("timer: a schedule of this key is due", () => {
  expect(now({ kind: "timer", key: "idle" })).toBe(true);
  expect(now({ kind: "timer", key: "daily" })).toBe(false);
});

test("pressure_directed: the dimension is the bottleneck of the last closed round", () => {
  expect(now({ kind: "pressure_directed", dimension: "claim_confidence" })).toBe(false);
  const judged = new TestLog();
  judged.append(configured(), PROVISIONED);
  wholeRound(judged, "1.md", [priced(100), priced(120)]);
  const input = { state: judged.state, events: [] };
  expect(isActivated({ kind: "pressure_directed", dimension: "contradiction_resolution" }, input)).toBe(true);
  expect(isActivated({ kind: "pressure_directed", dimension: "claim_confidence" }, input)).toBe(false);
});

test("in_state, all and any", () => {
  const here: Activation = { kind: "in_state", state: "ContextIngested" };
  const elsewhere: Activation = { kind: "in_state", state: "Frozen" };
  expect(now(here)).toBe(true);
  expect(now({ kind: "all", of: [here, elsewhere] })).toBe(false);
  expect(now({ kind: "any", of: [here, elsewhere] })).toBe(true);
  expect(now({ kind: "any", of: [] })).toBe(false);
  expect(now(ALWAYS)).toBe(true);
});
