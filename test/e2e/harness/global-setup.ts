import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbedded } from "@synod/sdk";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** A state folder without a case, to copy. */
    madeState: string;
  }
}

/** Makes one state folder for all tests of the layer. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), "synod-e2e-state-"));
  const host = await openEmbedded({ state: dir });
  await host.close();
  project.provide("madeState", dir);
  return () => rm(dir, { recursive: true, force: true });
}
