import type { TenantId } from "@synod/core";
import { runEmbedded } from "@synod/sdk";
import { driveCase, scopeOf } from "@synod/testkit/deployment/drive";
import { examine, SOUND } from "@synod/testkit/deployment/examine";
import { startRig } from "@synod/testkit/deployment/rig";
import { expect, it } from "vitest";
import { CASE } from "../chaos/context.ts";

const AWAY_MS = 60_000;

it("OpenFGA is away for a minute in mid-case: nothing is approved meanwhile, and then the same digest", async () => {
  const { report: expected } = await runEmbedded(CASE);
  const rig = await startRig({ instances: 1 });
  try {
    const scope = await scopeOf("authorizer-gone" as TenantId, CASE);
    const client = await rig.deployment.client(scope.tenant);
    const report = await driveCase(client, scope, CASE, {
      async afterDocument(posted) {
        if (posted !== 2) return;
        await rig.servers.openfga.kill();
        // What was under way when it went may still have been answered.
        await new Promise((resolve) => setTimeout(resolve, 5_000));
        const before = await client.getScope(scope);
        await new Promise((resolve) => setTimeout(resolve, AWAY_MS - 5_000));
        expect((await client.getScope(scope)).decisions).toEqual(before.decisions);
        await rig.servers.openfga.start();
      },
    });
    expect(report).toMatchObject({ digest: expected.digest, dead_letters: [] });
    expect(await examine(rig.deployment, scope)).toMatchObject({ ...SOUND, log: { ok: true } });
  } finally {
    await rig.stop();
  }
});
