import { readFile } from "node:fs/promises";
import type { ScopeId, TenantId } from "@synod/core";
import { readCaseFolder } from "@synod/sdk";
import type { ClientStep, Plan } from "./plan.ts";

/** A case folder as a client sends it, one document after another: its clock stands, as in `run`. */
export async function readPlan(dir: string): Promise<Plan> {
  const { config, files } = await readCaseFolder(dir);
  const steps = await Promise.all(
    files.map(async ({ name, path }): Promise<ClientStep> => {
      return { kind: "send", document: { name, bytes: await readFile(path) }, twice: false };
    }),
  );
  const configure: ClientStep = { kind: "configure", config: { ...config, clock: "case" } };
  return {
    cases: [
      {
        tenant: "sim" as TenantId,
        scope: "case" as ScopeId,
        steps: [configure, ...steps],
        compare: "digest",
        timersMin: 0,
        canary: null,
      },
    ],
    thinkMsMax: 20,
  };
}
