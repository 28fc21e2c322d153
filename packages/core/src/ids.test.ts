import { expect, test } from "vitest";
import { NAME_PATTERN } from "./ids.ts";

test.each(["a", "0", "acme", "harbour-crane-2025", "a".repeat(63)])("%s is a name", (name) => {
  expect(NAME_PATTERN.test(name)).toBe(true);
});

test.each(["", "-a", "Acme", "a_b", "a.b", "a/b", "ä", "a b", "a\n", "a".repeat(64)])(
  "%j is none",
  (name) => {
    expect(NAME_PATTERN.test(name)).toBe(false);
  },
);
