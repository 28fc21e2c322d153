import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { checkOf, createOpenFgaAuthorizer } from "@synod/authz";
import type { ScopeId, TenantId } from "@synod/core";
import { describeReal } from "../backing/describe-real.ts";
import { authorizerConformance } from "./authorizer.ts";

const SCOPE = { tenant: "acme" as TenantId, scope: "crane" as ScopeId };
const QUESTION = checkOf(SCOPE, { role: "facts", action: { kind: "mark_extracted" } });

describeReal("OpenFGA", ["SYNOD_TEST_OPENFGA_URL"], ({ SYNOD_TEST_OPENFGA_URL: url }) => {
  authorizerConformance("OpenFGA", {
    open: async () => createOpenFgaAuthorizer({ url, storeName: randomUUID() }),
  });

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
