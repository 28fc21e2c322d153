import { assert, integer, nat, property, record } from "fast-check";
import { SynodError } from "@synod/core";
import { expect, test } from "vitest";
import { backoffMs, jittered } from "./backoff.ts";
import { TestClock } from "./doubles/test-clock.ts";
import { TestRandom } from "./doubles/test-random.ts";
import { retry } from "./retry.ts";

const policies = record({
  baseMs: integer({ min: 1, max: 10_000 }),
  capMs: integer({ min: 1, max: 1_000_000 }),
});

test("a wait is never longer than its cap, nor than its base doubled once an attempt", () => {
  assert(
    property(policies, nat(5_000), integer(), (policy, attempt, seed) => {
      const wait = backoffMs(policy, attempt, new TestRandom(seed));
      expect(Number.isInteger(wait)).toBe(true);
      expect(wait).toBeGreaterThanOrEqual(0);
      expect(wait).toBeLessThanOrEqual(Math.min(policy.capMs, policy.baseMs * 2 ** Math.min(attempt, 30)));
    }),
  );
});

test("those who failed together come back spread over the whole wait", () => {
  const random = new TestRandom(5);
  const waits = Array.from({ length: 1_000 }, () => backoffMs({ baseMs: 1_000, capMs: 60_000 }, 3, random));
  for (const [from, to] of [
    [0, 2_000],
    [2_000, 4_000],
    [4_000, 6_000],
    [6_000, 8_000],
  ] as const) {
    expect(waits.filter((wait) => wait >= from && wait < to).length).toBeGreaterThan(150);
  }
});

test("an interval is spread over half to one and a half of itself", () => {
  assert(
    property(integer({ min: 2, max: 1e6 }), integer(), (ms, seed) => {
      const spread = jittered(ms, new TestRandom(seed));
      expect(spread).toBeGreaterThanOrEqual(Math.floor(ms / 2));
      expect(spread).toBeLessThan(ms * 1.5);
    }),
  );
});

const bounds = { backoff: { baseMs: 100, capMs: 1_000 }, attemptsMax: 5, deadlineMs: 60_000 };

test("what is retryable is tried again until it succeeds", async () => {
  const clock = new TestClock();
  let tries = 0;
  const flaky = async () => {
    tries += 1;
    if (tries < 4) throw new SynodError("SYN_BLOBS_UNAVAILABLE", "away");
    return "there";
  };
  expect(await clock.until(retry(flaky, { ...bounds, clock, random: new TestRandom() }))).toBe("there");
  expect(tries).toBe(4);
});

test("what is terminal is not tried again", async () => {
  const clock = new TestClock();
  let tries = 0;
  const missing = async () => {
    tries += 1;
    throw new SynodError("SYN_BLOB_NOT_FOUND", "x");
  };
  await expect(clock.until(retry(missing, { ...bounds, clock, random: new TestRandom() }))).rejects.toThrow(
    "SYN_BLOB_NOT_FOUND",
  );
  expect(tries).toBe(1);
});

test("tries end at the deadline, even if some are left", async () => {
  const clock = new TestClock();
  const start = clock.now();
  const slow = async () => {
    await clock.sleep(400);
    throw new SynodError("SYN_TIMEOUT", "slow");
  };
  const options = { ...bounds, attemptsMax: 1_000, deadlineMs: 2_000, clock, random: new TestRandom() };
  await expect(clock.until(retry(slow, options))).rejects.toThrow("SYN_TIMEOUT");
  expect(clock.now() - start).toBeLessThanOrEqual(2_400);
});
