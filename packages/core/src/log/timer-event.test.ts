import { expect, test } from "vitest";
import { later, NOON, SCOPE } from "../case/log.fixture.ts";
import { canonicalJson } from "../crypto/canonical-json.ts";
import { GENESIS_HASH } from "./event.ts";
import { timerEvent } from "./timer-event.ts";

const head = { seq: 7, hash: GENESIS_HASH, epoch: 0, recordedAt: later(5) };
const due = { ...SCOPE, handler: "tracker", key: "idle", due: NOON } as const;

test("firing the same timer again is the same event, another one is not", () => {
  const fired = timerEvent(due, head, later(10));
  expect(timerEvent(due, head, later(10))).toEqual(fired);
  expect(timerEvent({ ...due, key: "daily" }, head, later(10)).body.id).not.toBe(fired.body.id);
  expect(timerEvent(due, { ...head, seq: 8 }, later(10)).body.id).not.toBe(fired.body.id);
});

test("its id is a UUID of version 8, and its text what is hashed", () => {
  const { body, text } = timerEvent(due, head, later(10));
  expect(body.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(text).toBe(canonicalJson(body));
  expect(body.correlation_id).toBe(body.id);
});

test("it is never recorded before the event before it", () => {
  expect(timerEvent(due, head, NOON).body.recorded_at).toBe(later(5));
});
