import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ScopeId, ScopeRef, TenantId } from "@synod/core";
import { checkOf, grantsOf } from "../grants.ts";
import { openEmbeddedAuthorizer } from "./embedded-authorizer.ts";

describe("grants in a file", () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "synod-grants-"));
    file = join(folder, "grants");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const allows = async (scope: ScopeRef): Promise<boolean> => {
    const authorizer = await openEmbeddedAuthorizer(file);
    return authorizer.check(checkOf(scope, { role: "facts", action: { kind: "mark_extracted" } }));
  };

  it("outlive the process", async () => {
    await (await openEmbeddedAuthorizer(file)).provision(scope("crane"));
    expect(await allows(scope("crane"))).toBe(true);
    expect(await allows(scope("other"))).toBe(false);
  });

  it("are all there after many were written at once", async () => {
    const authorizer = await openEmbeddedAuthorizer(file);
    const scopes = Array.from({ length: 20 }, (_, index) => scope(`case-${index}`));
    await Promise.all(scopes.map((one) => authorizer.provision(one)));
    expect(await Promise.all(scopes.map(allows))).toEqual(scopes.map(() => true));
  });

  it("that are lost deny", async () => {
    await (await openEmbeddedAuthorizer(file)).provision(scope("crane"));
    await rm(file);
    expect(await allows(scope("crane"))).toBe(false);
  });

  it("written twice take no more room", async () => {
    const authorizer = await openEmbeddedAuthorizer(file);
    await authorizer.provision(scope("crane"));
    const once = await readFile(file, "utf8");
    await authorizer.provision(scope("crane"));
    expect(await readFile(file, "utf8")).toBe(once);
    expect(once.trim().split("\n")).toHaveLength(grantsOf(scope("crane")).length);
  });

  it.each([
    ["half a line", '["role:facts#member","propose_extr'],
    ["a user that the relation does not take", '["user:eve","propose_extraction","state:acme/crane"]'],
    ["another shape", '{"user":"user:eve"}'],
  ])("with %s stop the start, and name the line", async (_, text) => {
    await writeFile(file, `${text}\n`);
    const failure = await openEmbeddedAuthorizer(file).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "SYN_CONFIG_INVALID" });
    expect(String(failure)).toContain(file);
  });

  it("that cannot be written are not in force", async () => {
    const authorizer = await openEmbeddedAuthorizer(join(folder, "missing", "grants"));
    await expect(authorizer.provision(scope("crane"))).rejects.toMatchObject({
      code: "SYN_STATE_UNWRITABLE",
    });
    expect(
      await authorizer.check(checkOf(scope("crane"), { role: "facts", action: { kind: "mark_extracted" } })),
    ).toBe(false);
  });
});

function scope(name: string): ScopeRef {
  return { tenant: "acme" as TenantId, scope: name as ScopeId };
}
