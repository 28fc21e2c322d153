import { expect, test } from "vitest";
import { ERRORS } from "./registry.ts";
import { SynodError, toSynodError } from "./synod-error.ts";

test("an error says its code, what that means and the cause", () => {
  const cause = new Error("boom");
  const error = new SynodError("SYN_LOG_BROKEN", "event 3 follows 1", { cause });
  expect(error.message).toBe(`SYN_LOG_BROKEN: ${ERRORS.SYN_LOG_BROKEN.message}: event 3 follows 1`);
  expect(error).toMatchObject({ code: "SYN_LOG_BROKEN", detail: "event 3 follows 1", cause });
  expect(error.entry).toBe(ERRORS.SYN_LOG_BROKEN);
  expect(error.class).toBe(ERRORS.SYN_LOG_BROKEN.class);
});

test("what else is thrown is a bug of ours, and its cause is kept", () => {
  const known = new SynodError("SYN_LOG_BROKEN", "so");
  expect(toSynodError(known)).toBe(known);
  const unknown = new TypeError("x is undefined");
  expect(toSynodError(unknown)).toMatchObject({
    code: "SYN_INTERNAL",
    detail: "x is undefined",
    cause: unknown,
  });
  expect(toSynodError("boom")).toMatchObject({ code: "SYN_INTERNAL", detail: "boom", class: "bug" });
});

test("every code is a word of its own with a status, a class and what to do", () => {
  for (const [code, entry] of Object.entries(ERRORS)) {
    expect(code).toMatch(/^SYN_[A-Z_]+$/);
    expect(["retryable", "terminal", "bug"]).toContain(entry.class);
    expect(entry.message).not.toBe("");
  }
});
