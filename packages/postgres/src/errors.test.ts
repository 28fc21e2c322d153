import { expect, it } from "vitest";
import { SynodError } from "@synod/core";
import { classifyDatabaseError } from "./errors.ts";

const thrown = (code: string, message = "it failed") => Object.assign(new Error(message), { code });

it.each([
  ["08006", "SYN_DATABASE_UNAVAILABLE"],
  ["53300", "SYN_DATABASE_UNAVAILABLE"],
  ["57P01", "SYN_DATABASE_UNAVAILABLE"],
  ["57P03", "SYN_DATABASE_UNAVAILABLE"],
  ["ECONNREFUSED", "SYN_DATABASE_UNAVAILABLE"],
  ["ECONNRESET", "SYN_DATABASE_UNAVAILABLE"],
  ["EAI_AGAIN", "SYN_DATABASE_UNAVAILABLE"],
  ["40001", "SYN_CONFLICT"],
  ["40P01", "SYN_CONFLICT"],
  ["SYN01", "SYN_CONFLICT"],
  ["57014", "SYN_TIMEOUT"],
  ["55P03", "SYN_TIMEOUT"],
  ["25P03", "SYN_TIMEOUT"],
  ["22021", "SYN_TEXT_UNSTORABLE"],
  ["22P05", "SYN_TEXT_UNSTORABLE"],
  ["53100", "SYN_DISK_FULL"],
  ["23505", "SYN_DATABASE_ERROR"],
  ["42501", "SYN_DATABASE_ERROR"],
  ["42601", "SYN_DATABASE_ERROR"],
])("%s is %s", (code, expected) => {
  const message = code === "53100" ? "could not extend file: No space left on device" : "it failed";
  const error = classifyDatabaseError(thrown(code, message));
  expect(error).toMatchObject({ code: expected, detail: message });
});

it.each([
  "Connection terminated unexpectedly",
  "timeout exceeded when trying to connect",
  "Client has encountered a connection error and is not queryable",
  "Query read timeout",
  "Cannot use a pool after calling end on the pool",
  "PGlite is closing",
])("without a code: %s", (message) => {
  expect(classifyDatabaseError(new Error(message)).code).toBe("SYN_DATABASE_UNAVAILABLE");
});

it("leaves an error of ours as it is, and takes anything for a bug that it does not know", () => {
  const ours = new SynodError("SYN_LEASE_LOST", "to another");
  expect(classifyDatabaseError(ours)).toBe(ours);
  expect(classifyDatabaseError("a string")).toMatchObject({ code: "SYN_DATABASE_ERROR", class: "bug" });
  expect(classifyDatabaseError(null)).toMatchObject({ code: "SYN_DATABASE_ERROR" });
});
