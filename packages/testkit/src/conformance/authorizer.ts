import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  ACTIONS_OF_ROLE,
  checkOf,
  grantsOf,
  MODEL_DIGEST,
  RELATION_OF_ACTION,
  type WritableAuthorizer,
} from "@synod/authz";
import type { RoleName, ScopeId, ScopeRef, TenantId } from "@synod/core";

export interface AuthorizerUnderTest {
  readonly open: () => Promise<WritableAuthorizer>;
}

const ROLES: readonly RoleName[] = ["facts", "drift", "planner", "status"];

/** What every authorizer must answer: the governor relies on each line. */
export function authorizerConformance(name: string, { open }: AuthorizerUnderTest): void {
  describe(`authorizer conformance: ${name}`, () => {
    let authorizer: WritableAuthorizer;

    beforeAll(async () => {
      authorizer = await open();
    });
    afterAll(() => authorizer.close());

    it("answers a ping and names the model in force", async () => {
      await expect(authorizer.ping()).resolves.toBeUndefined();
      expect(authorizer.modelDigest).toBe(MODEL_DIGEST);
    });

    it("denies everything in a scope that was never provisioned", async () => {
      const scope = newScope();
      for (const tuple of grantsOf(scope)) expect(await authorizer.check(tuple)).toBe(false);
    });

    it("lets each role propose its own actions in a provisioned scope, and nothing else", async () => {
      const scope = newScope();
      await authorizer.provision(scope);
      const allowed: string[] = [];
      for (const role of ROLES) {
        for (const [action, relation] of Object.entries(RELATION_OF_ACTION)) {
          const object = `state:${scope.tenant}/${scope.scope}`;
          if (await authorizer.check({ user: `role:${role}#member`, relation, object }))
            allowed.push(`${role} ${action}`);
        }
      }
      expect(allowed.toSorted()).toEqual(
        ROLES.flatMap((role) => ACTIONS_OF_ROLE[role].map((a) => `${role} ${a}`)).toSorted(),
      );
    });

    it("answers the governor's question about a proposal", async () => {
      const scope = newScope();
      await authorizer.provision(scope);
      const action = { kind: "mark_extracted" } as const;
      expect(await authorizer.check(checkOf(scope, { role: "facts", action }))).toBe(true);
      expect(await authorizer.check(checkOf(scope, { role: "status", action }))).toBe(false);
    });

    it("keeps the grants of a scope to that scope", async () => {
      const scope = newScope();
      const sibling = { ...scope, scope: `${scope.scope}-2` as ScopeId };
      const foreign = { ...newScope(), scope: scope.scope };
      await authorizer.provision(scope);
      for (const other of [sibling, foreign]) {
        for (const tuple of grantsOf(other)) expect(await authorizer.check(tuple)).toBe(false);
      }
    });

    it("takes the same grants again, one after another and at once", async () => {
      const scope = newScope();
      await Promise.all([
        authorizer.provision(scope),
        authorizer.provision(scope),
        authorizer.provision(scope),
      ]);
      await authorizer.provision(scope);
      for (const tuple of grantsOf(scope)) expect(await authorizer.check(tuple)).toBe(true);
    });

    it("gives an instance its role's rights once it is a member, and no other's", async () => {
      const scope = newScope();
      const agent = `agent:${randomUUID()}`;
      const extract = {
        ...checkOf(scope, { role: "facts", action: { kind: "mark_extracted" } }),
        user: agent,
      };
      await authorizer.provision(scope);
      expect(await authorizer.check(extract)).toBe(false);
      await authorizer.write([{ user: agent, relation: "member", object: "role:facts" }]);
      expect(await authorizer.check(extract)).toBe(true);
      expect(await authorizer.check({ ...extract, relation: RELATION_OF_ACTION.assess })).toBe(false);
    });

    it("lets a tenant's admin own its scopes, and a viewer only look", async () => {
      const scope = newScope();
      const object = `scope:${scope.tenant}/${scope.scope}`;
      const [admin, viewer] = [`user:${randomUUID()}`, `user:${randomUUID()}`];
      await authorizer.provision(scope);
      await authorizer.write([
        { user: admin, relation: "admin", object: `tenant:${scope.tenant}` },
        { user: viewer, relation: "viewer", object },
      ]);
      expect(await authorizer.check({ user: admin, relation: "viewer", object })).toBe(true);
      expect(await authorizer.check({ user: admin, relation: "approver", object })).toBe(true);
      expect(await authorizer.check({ user: viewer, relation: "viewer", object })).toBe(true);
      expect(await authorizer.check({ user: viewer, relation: "approver", object })).toBe(false);
      const freeze = { relation: RELATION_OF_ACTION.freeze, object: `state:${scope.tenant}/${scope.scope}` };
      expect(await authorizer.check({ user: admin, ...freeze })).toBe(true);
      expect(await authorizer.check({ user: viewer, ...freeze })).toBe(false);
    });

    it.each([
      ["an unknown relation", { relation: "propose_anything" }],
      ["an unknown type of object", { object: "planet:mars" }],
      ["an unknown type of user", { user: "martian:marvin" }],
      ["a property that every JavaScript object has", { relation: "constructor" }],
      ["no object at all", { object: "" }],
    ])("answers a question about %s with an error, never with a yes", async (_, over) => {
      const scope = newScope();
      await authorizer.provision(scope);
      const question = { ...checkOf(scope, { role: "facts", action: { kind: "mark_extracted" } }), ...over };
      await expect(authorizer.check(question)).rejects.toMatchObject({ code: "SYN_AUTHORIZER_QUESTION" });
    });

    it.each([
      ["a person in a role's place", { user: "user:eve" }],
      ["a role itself in its members' place", { user: "role:facts" }],
      ["everyone", { user: "user:*" }],
    ])("refuses to grant a proposal's right to %s", async (_, over) => {
      const scope = newScope();
      const grant = { ...checkOf(scope, { role: "facts", action: { kind: "mark_extracted" } }), ...over };
      await expect(authorizer.write([grant])).rejects.toMatchObject({ code: "SYN_AUTHORIZER_QUESTION" });
    });

    it("stops when the caller no longer wants it", async () => {
      const gone = AbortSignal.abort(new Error("no longer wanted"));
      const [tuple] = grantsOf(newScope());
      if (tuple === undefined) throw new Error("a scope has grants");
      await expect(authorizer.check(tuple, gone)).rejects.toThrow("no longer wanted");
    });
  });
}

function newScope(): ScopeRef {
  return {
    tenant: `t-${randomUUID().slice(0, 8)}` as TenantId,
    scope: `s-${randomUUID().slice(0, 8)}` as ScopeId,
  };
}
