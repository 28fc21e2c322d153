import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkOf, createEmbeddedAuthorizer, createOpenFgaAuthorizer, openEmbeddedAuthorizer } from "@synod/authz";
import type { ScopeId, TenantId } from "@synod/core";
import { freePort } from "../../../../infra/native/free-port.ts";
import { describeReal } from "../backing/describe-real.ts";
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

describeReal("OpenFGA", ["SYNOD_TEST_OPENFGA_URL"], ({ SYNOD_TEST_OPENFGA_URL: url }) => {
  authorizerConformance("OpenFGA", { open: async () => createOpenFgaAuthorizer({ url, storeName: randomUUID() }) });

  it("lets instances that start at the same time agree on one store", async () => {
    const storeName = randomUUID();
    const instances = Array.from({ length: 4 }, () => createOpenFgaAuthorizer({ url, storeName }));
    await Promise.all(instances.map((instance) => instance.ping()));
    await instances[0]?.provision(SCOPE);
    const answers = await Promise.all(instances.map((instance) => instance.check(QUESTION)));
    expect(answers).toEqual([true, true, true, true]);
  });

  it("finds its grants again after a restart", async () => {
    const storeName = randomUUID();
    await createOpenFgaAuthorizer({ url, storeName }).provision(SCOPE);
    expect(await createOpenFgaAuthorizer({ url, storeName }).check(QUESTION)).toBe(true);
  });

  it("gives no answer when its store is gone, and makes no empty one in its place", async () => {
    const storeId = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
    const authorizer = createOpenFgaAuthorizer({ url, storeId });
    await expect(authorizer.check(QUESTION)).rejects.toMatchObject({ code: "SYN_AUTHORIZER_UNAVAILABLE" });
    await expect(authorizer.ping()).rejects.toMatchObject({ code: "SYN_AUTHORIZER_UNAVAILABLE" });
  });
});

describe("an OpenFGA that is away", () => {
  it("gives no answer, which is retryable, never a yes", async () => {
    const authorizer = createOpenFgaAuthorizer({ url: `http://127.0.0.1:${await freePort()}`, requestMsMax: 500 });
    const gone = { code: "SYN_AUTHORIZER_UNAVAILABLE", class: "retryable" };
    await expect(authorizer.check(QUESTION)).rejects.toMatchObject(gone);
    await expect(authorizer.provision(SCOPE)).rejects.toMatchObject(gone);
    await expect(authorizer.ping()).rejects.toMatchObject(gone);
  });
});
