import { expect, it } from "vitest";
import { newCaseState, type OpenedEvent, type ScopeId, type TenantId } from "@synod/core";
import { checkText } from "@synod/contracts";
import { buried } from "./bury.ts";

it("keeps a cause whatever it quotes, as text that can be stored", () => {
  const state = newCaseState({ tenant: "acme" as TenantId, scope: "crane" as ScopeId });
  const event = { type: "document.received", seq: 3, id: "e", traceparent: null, data: { document: "d" } };
  const grave = {
    handler: "facts",
    code: "SYN_INTERNAL",
    cause: "at \0 and \uD800",
    failures: 1,
    crashes: 0,
  } as const;
  const { row, drafts } = buried(event as unknown as OpenedEvent, grave, state);
  expect(() => checkText({ "a cause": row.cause })).not.toThrow();
  expect(row).toMatchObject({ eventSeq: 3, cause: "at \uFFFD and \uFFFD" });
  expect(drafts).toMatchObject([{ type: "delivery.dead_lettered", data: { cause: row.cause } }]);
});
