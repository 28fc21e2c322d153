import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { TenantId } from "@synod/core";
import { runEmbedded } from "@synod/sdk";
import { startDeployment } from "@synod/testkit";
import { describeReal } from "@synod/testkit/backing/describe-real";
import { driveAtOnce, driveCase, scopeOf } from "@synod/testkit/deployment/drive";
import { examine, SOUND } from "@synod/testkit/deployment/examine";
import { expect, it } from "vitest";
import { SERVER_VARIABLES, serversOf } from "../real/servers.ts";

/** Folders of cases beside the project's own: SYNOD_CASES names the folder that holds them. */
const FOLDER = process.env["SYNOD_CASES"] ?? new URL("../cases/", import.meta.url).pathname;
const CLIENTS = 4;

describeReal("every case of a folder", SERVER_VARIABLES, (values) => {
  it("ends on real servers as it does embedded, in order and all at once", async () => {
    const entries = await readdir(FOLDER, { withFileTypes: true });
    const names = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).toSorted();
    const deployment = await startDeployment({ servers: await serversOf(values) });
    const embedded = new Map<string, unknown>();
    const real = new Map<string, unknown>();
    try {
      const clientOf = (tenant: string) => deployment.client(tenant as TenantId);
      for (const name of names) {
        const dir = join(FOLDER, name);
        const { report } = await runEmbedded(dir);
        const { digest, knowledge_digest } = report;
        const inOrder = await scopeOf("in-order" as TenantId, dir);
        const atOnce = await scopeOf("at-once" as TenantId, dir);
        const clients = await Promise.all(Array.from({ length: CLIENTS }, () => clientOf("at-once")));
        const driven = await driveCase(await clientOf("in-order"), inOrder, dir);
        const thrown = await driveAtOnce(clients, atOnce, dir);
        const [sound, soundToo] = [await examine(deployment, inOrder), await examine(deployment, atOnce)];
        embedded.set(name, { digest, knowledge_digest, ok: true, ...SOUND });
        real.set(name, {
          digest: driven.digest,
          knowledge_digest: thrown.knowledge_digest,
          ok: sound.log.ok && soundToo.log.ok,
          broken: [...sound.broken, ...soundToo.broken],
          lost: sound.lost + soundToo.lost,
          doubled: sound.doubled + soundToo.doubled,
        });
      }
    } finally {
      await deployment.stop();
    }
    expect(names.length).toBeGreaterThan(0);
    expect(real).toEqual(embedded);
  });
});
