import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { createFolderBlobs } from "@synod/artifacts";
import { blobsConformance } from "./blobs.ts";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "synod-blobs-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

blobsConformance("a folder", {
  open: async () => createFolderBlobs(root),
  tamper: (tenant, digest, bytes) => {
    const path = join(root, tenant, digest);
    return bytes === null ? rm(path) : writeFile(path, bytes);
  },
});
