import { expect, test } from "vitest";
import { counted, duration, shown } from "./shown.ts";

test("numbers are shown to 4 places without trailing zeros", () => {
  expect(shown(0.5)).toBe("0.5");
  expect(shown(0.123456)).toBe("0.1235");
  expect(shown(-0.00001)).toBe("0");
});

test("a number is never shown as the bound that it misses", () => {
  expect(shown(0.91999999, 0.92)).toBe("0.91999999");
  expect(shown(0.92, 0.92)).toBe("0.92");
  expect(shown(0.9, 0.92)).toBe("0.9");
});

test("one is singular, none and more are plural", () => {
  expect([counted(0, "goal"), counted(1, "goal"), counted(2, "goal")]).toEqual([
    "0 goals",
    "1 goal",
    "2 goals",
  ]);
});

test("a duration is in its largest whole unit", () => {
  expect([0, 999, 1000, 59_999, 60_000, 3_600_000, 86_400_000, 31 * 86_400_000].map(duration)).toEqual([
    "0 ms",
    "999 ms",
    "1 second",
    "59 seconds",
    "1 minute",
    "1 hour",
    "1 day",
    "31 days",
  ]);
});
