import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  checkOf,
  createEmbeddedAuthorizer,
  createOpenFgaAuthorizer,
  openEmbeddedAuthorizer,
} from "@synod/authz";
import type { ScopeId, TenantId } from "@synod/core";
import { freePort } from "../../../../infra/native/free-port.ts";
import { authorizerConformance } from "./authorizer.ts";

const SCOPE = { tenant: "acme" as TenantId, scope: "crane" as ScopeId };
const QUESTION = checkOf(SCOPE, { role: "facts", action: { kind: "mark_extracted" } });

authorizerConformance("in process", { open: async () => createEmbeddedAuthorizer() });

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "synod-grants-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

authorizerConformance("in process, with its grants in a file", {
  open: () => openEmbeddedAuthorizer(join(folder, "grants")),
});

describe("an OpenFGA that is away", () => {
  it("gives no answer, which is retryable, never a yes", async () => {
    const authorizer = createOpenFgaAuthorizer({
      url: `http://127.0.0.1:${await freePort()}`,
      requestMsMax: 500,
    });
    const gone = { code: "SYN_AUTHORIZER_UNAVAILABLE", class: "retryable" };
    await expect(authorizer.check(QUESTION)).rejects.toMatchObject(gone);
    await expect(authorizer.provision(SCOPE)).rejects.toMatchObject(gone);
    await expect(authorizer.ping()).rejects.toMatchObject(gone);
  });
});
