import { canonicalJson, SynodError } from "@synod/core";
import { expect, test } from "vitest";
import { PROVISIONED } from "../../../core/src/case/round.fixture.ts";
import { TestLog } from "../../../core/src/case/log.fixture.ts";
import { parseEventBody } from "./event-body.ts";

const log = new TestLog();
log.append(PROVISIONED);
const [body] = log.bodies;
const textOf = (more: object) => canonicalJson({ ...body, ...more });
const refusal = (text: string): string => {
  try {
    parseEventBody(text);
  } catch (thrown) {
    if (thrown instanceof SynodError) return thrown.code;
    throw thrown;
  }
  return "none";
};

test("what was hashed is read back as it was", () => {
  expect(parseEventBody(textOf({}))).toEqual(body);
});

test.each<[string, object]>([
  ["a type of a newer program", { type: "scope.dissolved" }],
  ["a newer shape of a known type", { schema_version: 2 }],
])("%s waits for an upgrade", (_what, more) => {
  expect(refusal(textOf(more))).toBe("SYN_EVENT_UNKNOWN");
});

test.each<[string, string]>([
  ["no JSON", "{"],
  ["no object", "7"],
  ["no type", textOf({ type: 7 })],
  ["data that is a list", textOf({ data: [] })],
  ["no version", textOf({ schema_version: "1" })],
  ["a version before the first", textOf({ schema_version: 0 })],
  ["half a version", textOf({ schema_version: 0.5 })],
  ["a seal without its nonce", textOf({ sealed: { document: "d", ciphertext: "c" } })],
])("%s is no event", (_what, text) => {
  expect(refusal(text)).toBe("SYN_EVENT_MALFORMED");
});
