import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFolderBlobs, createS3Blobs } from "@synod/artifacts";
import { sha256Hex, type TenantId } from "@synod/core";
import { freePort } from "../../../../infra/native/free-port.ts";
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

describe("S3 that is away", () => {
  it("is unavailable, which is retryable, not a missing blob", async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const blobs = createS3Blobs({
      url,
      accessKey: "a",
      secretKey: "b",
      bucket: "synod",
      requestMsMax: 2_000,
    });
    const gone = { code: "SYN_BLOBS_UNAVAILABLE", class: "retryable" };
    await expect(blobs.get("acme" as TenantId, sha256Hex("x"))).rejects.toMatchObject(gone);
    await expect(blobs.has("acme" as TenantId, sha256Hex("x"))).rejects.toMatchObject(gone);
    await blobs.close();
  });
});
