import { SynodError } from "@synod/core";
import { expect, test } from "vitest";
import { createGuard } from "./breaker.ts";

const BOUNDS = { name: "authorizer", concurrentMax: 2, waitingMax: 1, failuresMax: 3, openMs: 20 };
const away = () => Promise.reject(new SynodError("SYN_AUTHORIZER_UNAVAILABLE", "refused"));

test("after failures in a row the dependency is left alone, then tried again", async () => {
  const states: string[] = [];
  const guard = createGuard({ ...BOUNDS, onState: (state) => states.push(state) });
  for (let n = 0; n < 3; n += 1) await expect(guard(away)).rejects.toThrow("SYN_AUTHORIZER_UNAVAILABLE");
  let asked = 0;
  const ask = async () => {
    asked += 1;
    return "allowed";
  };
  await expect(guard(ask)).rejects.toThrow("SYN_CIRCUIT_OPEN");
  expect(asked).toBe(0);
  await expect.poll(() => guard(ask), { interval: 10, timeout: 2_000 }).toBe("allowed");
  expect(states).toEqual(["closed", "open", "half_open", "closed"]);
});

test("an answer that is no is not a failure of the dependency", async () => {
  const guard = createGuard(BOUNDS);
  const missing = () => Promise.reject(new SynodError("SYN_BLOB_NOT_FOUND", "x"));
  for (let n = 0; n < 10; n += 1) await expect(guard(missing)).rejects.toThrow("SYN_BLOB_NOT_FOUND");
  expect(await guard(async () => "fine")).toBe("fine");
});

test("calls beyond the bulkhead and its queue are turned away, not piled up", async () => {
  const guard = createGuard(BOUNDS);
  const gate = Promise.withResolvers<void>();
  const held = [guard(() => gate.promise), guard(() => gate.promise), guard(() => gate.promise)];
  await expect(guard(() => gate.promise)).rejects.toThrow("SYN_OVERLOADED");
  gate.resolve();
  await Promise.all(held);
});
