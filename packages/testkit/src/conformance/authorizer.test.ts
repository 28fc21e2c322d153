import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { createEmbeddedAuthorizer, openEmbeddedAuthorizer } from "@synod/authz";
import { authorizerConformance } from "./authorizer.ts";

authorizerConformance("in process", { open: async () => createEmbeddedAuthorizer() });

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "synod-grants-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

authorizerConformance("in process, with its grants in a file", {
  open: () => openEmbeddedAuthorizer(join(folder, "grants")),
});
