import type { CaseReport, TenantId } from "@synod/core";
import { SERVICE_NAMES } from "@synod/testkit";
import { driveCase, scopeOf } from "@synod/testkit/deployment/drive";
import { examine, SOUND } from "@synod/testkit/deployment/examine";
import { expect, it } from "vitest";
import { CASE, type FaultContext } from "./context.ts";

/** Two instances of every service, and what becomes of a case when one of them dies or stops moving. */
export function serviceFaults(context: FaultContext): void {
  const expectSame = async (tenant: string, report: CaseReport) => {
    expect(report).toMatchObject({ digest: context.expected.digest, verdict: context.expected.verdict });
    const found = await examine(context.rig.deployment, await scopeOf(tenant as TenantId, CASE));
    expect(found).toMatchObject({ ...SOUND, log: { ok: true, first_bad: null } });
  };

  it.each(SERVICE_NAMES)("%s, killed in mid-case and started again: the same digest", async (name) => {
    const scope = await scopeOf(`killed-${name}` as TenantId, CASE);
    const client = await context.rig.deployment.client(scope.tenant);
    const restarts: Promise<unknown>[] = [];
    const report = await driveCase(client, scope, CASE, {
      async afterDocument(posted) {
        // While what was posted is being dealt with, and the next document is on its way.
        const victim = context.rig.deployment.named(name)[0];
        if ((posted === 2 || posted === 4) && victim !== undefined)
          restarts.push(context.rig.deployment.restart(victim));
      },
    });
    await Promise.all(restarts);
    expect(restarts).toHaveLength(2);
    await expectSame(scope.tenant, report);
  });

  it("one of each, stopped for longer than its lease and then continued: the same digest", async () => {
    const scope = await scopeOf("stopped" as TenantId, CASE);
    const client = await context.rig.deployment.client(scope.tenant);
    const stopped = SERVICE_NAMES.flatMap((name) => {
      const service = name === "ingest" ? undefined : context.rig.deployment.named(name)[0];
      return service === undefined ? [] : [service];
    });
    const report = await driveCase(client, scope, CASE, {
      async afterDocument(posted) {
        if (posted === 2) for (const service of stopped) service.signal("SIGSTOP");
      },
    }).finally(() => {
      for (const service of stopped) service.signal("SIGCONT");
    });
    await expectSame(scope.tenant, report);
    // Who comes back finds that its leases are others': it writes nothing, and goes on with new work.
    const again = await scopeOf("continued" as TenantId, CASE);
    await expectSame(
      again.tenant,
      await driveCase(await context.rig.deployment.client(again.tenant), again, CASE),
    );
  });

  it("each drains at SIGTERM with 0, and another takes over: the same digest", async () => {
    const scope = await scopeOf("drained" as TenantId, CASE);
    const client = await context.rig.deployment.client(scope.tenant, 1);
    const codes: (number | null)[] = [];
    const report = await driveCase(client, scope, CASE, {
      async afterDocument(posted) {
        const name = SERVICE_NAMES[posted - 1];
        const service = name === undefined ? undefined : context.rig.deployment.named(name)[0];
        if (service === undefined) return;
        codes.push(await context.rig.deployment.drain(service));
        await context.rig.deployment.start(service.name);
      },
    });
    expect(codes).toEqual([0, 0, 0, 0, 0]);
    await expectSame(scope.tenant, report);
  });
}
